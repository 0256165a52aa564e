"""Rows for values: conversions, ranges, constraints, arguments.

Messages as DuckDB 1.5.5 prints them, in the order in which they are tried.
"""

from __future__ import annotations

from duckgres import sqlstate
from duckgres.engine.errors import objects, values
from duckgres.engine.errors.rule import Template, rules

DIVISION = Template(sqlstate.DIVISION_BY_ZERO, "division by zero")
UNKNOWN_ZONE = Template(sqlstate.INVALID_PARAMETER_VALUE, 'time zone "{name}" not recognized')

CONVERSION = rules(
    (
        r"^Could not convert string ['\"](?P<value>.*)['\"] to (?P<type>[\w ]+?(?:\(.*?\))?)"
        r"(?: when casting from source column .*)?$",
        values.bad_text,
    ),
    (
        r"^Casting value \".*\" to type (?P<type>DECIMAL\(\d+,\d+\)) failed",
        values.numeric_overflow,
    ),
    (
        r"^Type .+? with value (?P<value>.+) can't be cast because the value is out of range"
        r" for the destination type (?P<type>\w+(?:\(.*?\))?)",
        values.number_out_of_range,
    ),
    (
        r"^Failed to cast decimal value (?P<value>\S+) to type (?P<type>\w+)",
        values.number_out_of_range,
    ),
    (
        r"^Could not (?:cast value|convert) .* to (?P<type>DECIMAL\(\d+,\d+\))",
        values.numeric_overflow,
    ),
    (
        r"^invalid (?P<type>date|timestamp|time) field format: \"(?P<value>.*)\", expected",
        values.bad_datetime,
    ),
    (
        r"^(?P<type>date|timestamp|time) field value out of range: \"(?P<value>.*?)\"(?:,|$|\s)",
        values.datetime_out_of_range,
    ),
    (
        r"^Date out of range: (?P<y>-?\d+)-(?P<m>\d+)-(?P<d>\d+)",
        values.date_field_out_of_range,
    ),
    (
        r"^Date and time not in timestamp range|^Epoch seconds out of range"
        r"|^Could not convert Timestamp\(",
        Template(sqlstate.DATETIME_FIELD_OVERFLOW, "timestamp out of range"),
    ),
    (
        r"^Type \w+ with value -?\d+-\d\d-\d\d.* can't be cast to the destination type INT64",
        Template(sqlstate.DATETIME_FIELD_OVERFLOW, "date out of range for timestamp"),
    ),
    (
        r"^(?P<type>timestamp|time) field value \"(?P<value>.*)\" has a timestamp that is not UTC",
        values.bad_datetime,
    ),
    (r"^Unknown TimeZone '(?P<name>.*?)'", UNKNOWN_ZONE),
    (
        r"^Type VARCHAR with value '(?P<value>.*)' can't be cast to the destination type"
        r" .*\[\d*\]$",
        values.bad_array,
    ),
    (
        r"^Malformed JSON at byte (?P<byte>\d+) of input: (?P<reason>.*?)\.\s+Input:"
        r" \"(?P<value>.*)\"",
        values.bad_json,
    ),
    (
        r"^Unimplemented type for cast \((?P<source>.+) -> (?P<type>.+)\)",
        values.cannot_cast,
    ),
    (
        r"^Invalid hex escape code|^Invalid byte encountered in STRING -> BLOB",
        Template(sqlstate.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type bytea"),
    ),
    (
        r"^Invalid character encountered in string -> bit conversion: '(?P<value>.*)'",
        Template(sqlstate.INVALID_TEXT_REPRESENTATION, '"{value}" is not a valid binary digit'),
    ),
    (
        r'extract specifier "(?P<value>.+?)" not recognized',
        Template(sqlstate.INVALID_PARAMETER_VALUE, 'unit "{value}" not recognized'),
    ),
    (
        r"could not convert blob to UTF8|invalid UTF-?8",
        Template(
            sqlstate.CHARACTER_NOT_IN_REPERTOIRE, 'invalid byte sequence for encoding "UTF8"'
        ),
    ),
    (
        r"as base64",
        Template(sqlstate.INVALID_PARAMETER_VALUE, "invalid base64 end sequence"),
    ),
)

OUT_OF_RANGE = rules(
    (
        r"^Overflow in (?:addition|subtraction|multiplication|division|left shift) of"
        r" (?P<type>\w+)",
        values.overflow,
    ),
    (r"^Overflow in (?P<type>HUGEINT)", values.overflow),
    (r"negation|^Overflow on abs", values.overflow_of_negation),
    (
        r"cannot take square root of a negative number",
        Template(
            sqlstate.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
            "cannot take square root of a negative number",
        ),
    ),
    (
        r"(?P<all>cannot take logarithm of (?:zero|a negative number))",
        Template(sqlstate.INVALID_ARGUMENT_FOR_LOGARITHM, "{all}"),
    ),
    (
        r"^Cannot create a string of size",
        Template(sqlstate.PROGRAM_LIMIT_EXCEEDED, "requested length too large"),
    ),
    (
        r"^Date out of range",
        Template(sqlstate.DATETIME_FIELD_OVERFLOW, "date out of range"),
    ),
)

CONSTRAINT = rules(
    (
        r'^Duplicate key "(?P<key>.*)" violates (?P<kind>primary key|unique) constraint',
        values.duplicate_key,
    ),
    (r'duplicate key "(?P<key>.*)"', values.duplicate_value),
    (r"^NOT NULL constraint failed: (?P<table>.+)\.(?P<column>[^.]+)$", values.null_value),
    (
        r"^CHECK constraint failed on table (?P<table>.+) with expression"
        r" CHECK\((?P<expression>.*)\)$",
        values.failed_check,
    ),
    (
        r'foreign key constraint because key "(?P<key>.*)" does not exist',
        values.missing_parent,
    ),
    (
        r'foreign key constraint because key "(?P<key>.*)" is still referenced',
        values.referenced_parent,
    ),
)

INVALID_INPUT = rules(
    (r"^\[[0-9A-Z]{5}\] ", objects.raised),
    (r"^division by zero$", DIVISION),
    (
        r"^More than one row returned by a subquery",
        Template(
            sqlstate.CARDINALITY_VIOLATION,
            "more than one row returned by a subquery used as an expression",
        ),
    ),
    (
        r"^Values were not provided for .* parameters: (?P<number>\w+)",
        objects.missing_parameter,
    ),
    (
        r"^Parameter argument/count mismatch",
        Template(
            sqlstate.PROTOCOL_VIOLATION,
            "bind message supplies more parameters than the prepared statement requires",
        ),
    ),
    (r"read-only mode|read-only", objects.read_only),
    (r"^(?:missing|unexpected|bad|invalid|no argument|trailing) .*: ", objects.bad_pattern),
    (
        r"^Invalid UTF8 Codepoint -",
        Template(sqlstate.INVALID_PARAMETER_VALUE, "character number must be positive"),
    ),
    (
        r"^Invalid UTF8 Codepoint (?P<value>\d+)",
        Template(
            sqlstate.PROGRAM_LIMIT_EXCEEDED,
            "requested character too large for encoding: {value}",
        ),
    ),
    (
        r"^Invalid input for hex digit: (?P<value>.)",
        Template(sqlstate.INVALID_PARAMETER_VALUE, 'invalid hexadecimal digit: "{value}"'),
    ),
    (
        r"^Malformed JSON at byte (?P<byte>\d+) of input: (?P<reason>.*?)\.\s+Input:"
        r" \"(?P<value>.*)\"",
        values.bad_json,
    ),
    (
        r"^Cannot (?P<verb>AND|OR|XOR) bit strings",
        Template(
            sqlstate.STRING_DATA_LENGTH_MISMATCH,
            "cannot {verb} bit strings of different sizes",
        ),
    ),
    (
        r"^Argument for ntile",
        Template(
            sqlstate.INVALID_ARGUMENT_FOR_NTILE_FUNCTION,
            "argument of ntile must be greater than zero",
        ),
    ),
    (
        r"^Could not parse string \"(?P<value>.*?)\" according to format",
        Template(sqlstate.INVALID_DATETIME_FORMAT, 'invalid value "{value}" for the given format'),
    ),
)

NOT_IMPLEMENTED = rules((r"^Unknown TimeZone '(?P<name>.*?)'", UNKNOWN_ZONE))
