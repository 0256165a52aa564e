-- A reg* value that leaves in binary form: the number it is.
CREATE MACRO as_number(number) AS number;

-- The elements of an array with their places: information_schema._pg_expandarray. Who asks: pgjdbc, for keys.
CREATE MACRO expanded(elements) AS
    list_transform(elements, lambda element, place: {'x': element, 'n': place::INTEGER});
