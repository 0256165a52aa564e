"""Rows for DuckDB's parser and catalog: words, tables, types, functions.

Messages as DuckDB 1.5.5 prints them, in the order in which they are tried.
"""

from __future__ import annotations

from duckgres import sqlstate
from duckgres.engine.errors import names, objects
from duckgres.engine.errors.rule import Template, rules
from duckgres.engine.errors.state_rules import TOO_DEEP

PARSER = rules(
    (
        r"^(?P<all>(?:syntax error|unterminated .+?) at (?:or near .+|end of input))$",
        Template(sqlstate.SYNTAX_ERROR, "{all}", place=True),
    ),
    (
        r"^VALUES lists must all be the same length",
        Template(sqlstate.SYNTAX_ERROR, "VALUES lists must all be the same length", place=True),
    ),
    (
        r'^window "(?P<name>.+)" does not exist',
        objects.missing_window,
    ),
    (
        r'^table "(?P<name>.+)" has more than one primary key',
        Template(
            sqlstate.INVALID_TABLE_DEFINITION,
            'multiple primary keys for table "{name}" are not allowed',
        ),
    ),
    (
        r"window functions are not allowed",
        Template(
            sqlstate.WINDOWING_ERROR,
            "window functions are not allowed in window definitions",
            place=True,
        ),
    ),
    (
        r'^Duplicate CTE name "(?P<name>.+)"',
        objects.duplicate_cte,
    ),
    (
        r"^Sample sample_size .* out of range",
        Template(
            sqlstate.INVALID_TABLESAMPLE_ARGUMENT,
            "sample percentage must be between 0 and 100",
        ),
    ),
    TOO_DEEP,
)

CATALOG = rules(
    (
        r'^Table with name "(?P<name>.+)" does not exist because schema "(?P<schema>.+)" does',
        Template(sqlstate.UNDEFINED_TABLE, 'relation "{name}" does not exist', place=True),
    ),
    (r"^(?:Table|View) with name (?P<name>.+?) does not exist!", names.missing_table),
    (r"^Sequence with name (?P<name>.+?) does not exist!", names.missing_sequence),
    (r"^Schema with name (?P<name>.+?) does not exist!", names.missing_schema),
    (
        r"^Type with name (?P<name>.+?) does not exist!",
        Template(sqlstate.UNDEFINED_OBJECT, 'type "{name}" does not exist', place=True),
    ),
    (
        r"^Collation with name (?P<name>.+?) does not exist!",
        objects.missing_collation,
    ),
    (
        r"^Index with name (?P<name>.+?) does not exist!",
        Template(sqlstate.UNDEFINED_OBJECT, 'index "{name}" does not exist'),
    ),
    (
        r"^(?:Scalar|Table|Aggregate|Scalar Macro|Table Macro|Macro|Pragma|Copy)"
        r"(?: Function)? with name (?P<name>.+?) does not exist!",
        names.missing_function,
    ),
    (
        r'^Schema with name "(?P<name>.+)" already exists',
        Template(sqlstate.DUPLICATE_SCHEMA, 'schema "{name}" already exists'),
    ),
    (
        r'^Type with name "(?P<name>.+)" already exists',
        Template(sqlstate.DUPLICATE_OBJECT, 'type "{name}" already exists'),
    ),
    (
        r'^(?:Table )?Macro Function with name "(?P<name>.+)" already exists',
        Template(
            sqlstate.DUPLICATE_FUNCTION,
            'function "{name}" already exists with same argument types',
        ),
    ),
    (
        r"^Can only modify view with ALTER VIEW",
        Template(
            sqlstate.WRONG_OBJECT_TYPE,
            "ALTER action cannot be performed on this relation",
            detail="This operation is not supported for views.",
        ),
    ),
    (
        r'^(?:Table|View|Sequence|Index) with name "(?P<name>.+)" already exists',
        Template(sqlstate.DUPLICATE_TABLE, 'relation "{name}" already exists'),
    ),
    (r"^Column with name (?P<name>.+) already exists!", names.duplicate_column),
    (
        r'^Could not rename ".+" to "(?P<name>.+)": another entry',
        Template(sqlstate.DUPLICATE_TABLE, 'relation "{name}" already exists'),
    ),
    (
        r"^Existing object (?P<name>.+) is of type (?P<actual>\w+),"
        r" trying to (?P<verb>\w+) (?:\w+ )?type (?P<wanted>\w+)",
        objects.wrong_kind,
    ),
    (r'main key table of the table "(?P<child>.+)"', objects.is_referenced),
    (
        r'^Cannot drop column "(?P<name>.+)" because there is a .* depends on it',
        objects.column_in_use,
    ),
    (
        r"^(?P<name>\S+) is not an table",
        Template(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            'cannot insert into view "{name}"',
            detail="Views are not automatically updatable.",
        ),
    ),
    (
        r'^unrecognized configuration parameter "(?P<name>.+?)"',
        Template(sqlstate.UNDEFINED_OBJECT, 'unrecognized configuration parameter "{name}"'),
    ),
    (
        r"^SET schema: No catalog \+ schema named \"(?P<name>.+)\" found",
        Template(sqlstate.INVALID_SCHEMA_NAME, 'schema "{name}" does not exist'),
    ),
    (
        r'^Cannot drop internal catalog entry "(?P<name>.+)"',
        Template(
            sqlstate.INSUFFICIENT_PRIVILEGE, 'permission denied: "{name}" is a system catalog'
        ),
    ),
)
