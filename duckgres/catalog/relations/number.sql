-- A reg* value that leaves in binary form: the number it is.
CREATE MACRO as_number(number) AS number;
