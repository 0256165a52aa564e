"""Rows for DuckDB's binder: columns, calls, clauses.

Messages as DuckDB 1.5.5 prints them, in the order in which they are tried.
"""

from __future__ import annotations

from duckgres import sqlstate
from duckgres.engine.errors import names, objects
from duckgres.engine.errors.rule import Template, rules
from duckgres.engine.errors.state_rules import TOO_DEEP

BINDER = rules(
    (
        r"^Target table has more colum names than query result",
        Template(sqlstate.SYNTAX_ERROR, "too many column names were specified"),
    ),
    (r'^Referenced column "(?P<name>.+?)" (?:not found|was not found)', names.missing_column),
    (
        r'^(?:Table|Values list|Subquery|View|CTE) "(?P<table>.+?)" does not have a column named'
        r' "(?P<name>.+?)"',
        names.missing_qualified_column,
    ),
    (
        r'^Table "(?P<table>.+?)" does not have a column with name "(?P<name>.+?)"',
        names.missing_target_column,
    ),
    (r"^Referenced update column (?P<name>.+?) not found", names.missing_target_column),
    (r'^Referenced table "(?P<name>.+?)" not found', names.missing_from),
    (
        r'^Ambiguous reference to column name "(?P<name>.+?)" \(use',
        Template(sqlstate.AMBIGUOUS_COLUMN, 'column reference "{name}" is ambiguous', place=True),
    ),
    (r'^Ambiguous reference to table "(?P<name>.+?)" \(', objects.duplicate_alias),
    (r'^column "(?P<name>.+?)" must appear in the GROUP BY', names.ungrouped),
    (r"^column (?P<name>.+?) must appear in the GROUP BY", names.ungrouped),
    (
        r"^aggregate function calls cannot be nested",
        Template(sqlstate.GROUPING_ERROR, "aggregate function calls cannot be nested", place=True),
    ),
    (
        r"^(?P<clause>[A-Z ]+?)(?: clause)? cannot contain aggregates",
        objects.misplaced_aggregate,
    ),
    (
        r"^aggregate function calls cannot contain window function calls",
        Template(
            sqlstate.GROUPING_ERROR,
            "aggregate function calls cannot contain window function calls",
            place=True,
        ),
    ),
    (
        r"^(?P<clause>[A-Z ]+?)(?: clause)? cannot contain window functions",
        Template(
            sqlstate.WINDOWING_ERROR, "window functions are not allowed in {clause}", place=True
        ),
    ),
    (
        r"^No function matches the given name and argument types '(?P<call>.+?)'\. You might",
        names.no_matching_function,
    ),
    (
        r"^Could not choose a best candidate .*? function call \"(?P<call>.+?)\"\. In order",
        names.undecided_function,
    ),
    (
        r"^Macro (?P<name>\w+)\(\) does not support the supplied arguments",
        names.missing_function,
    ),
    (
        r"^Cannot compare values of type (?P<left>.+?) and type (?P<right>.+?) - an",
        names.cannot_compare,
    ),
    (
        r"^UNNEST\(\) can only be applied .* not (?P<type>.+)$",
        Template(
            sqlstate.UNDEFINED_FUNCTION,
            "function unnest({type}) does not exist",
            hint=names.NO_FUNCTION,
            place=True,
        ),
    ),
    (r'^Duplicate column name "(?P<name>.+?)" in INSERT', names.duplicate_insert_column),
    (
        r"^Column name/value mismatch for insert on .+: expected (?P<wanted>\d+) columns but"
        r" (?P<given>\d+)",
        objects.wrong_insert_width,
    ),
    (
        r"^table .+ has (?P<wanted>\d+) columns but (?P<given>\d+) values were supplied",
        objects.wrong_insert_width,
    ),
    (
        r"^Cannot insert into a generated column",
        Template(
            sqlstate.GENERATED_ALWAYS,
            "cannot insert a non-DEFAULT value into a generated column",
        ),
    ),
    (
        r"^Can only (?P<verb>update|delete)",
        Template(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            "cannot {verb} a view",
            detail="Views are not automatically updatable.",
        ),
    ),
    (
        r"^The specified columns as conflict target are not referenced",
        Template(
            sqlstate.INVALID_COLUMN_REFERENCE,
            "there is no unique or exclusion constraint matching the ON CONFLICT specification",
        ),
    ),
    (
        r"^Set operations can only apply .* same number of result columns",
        objects.unequal_set_operation,
    ),
    (
        r"^Could not ORDER BY column .* to every SELECT",
        Template(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "invalid UNION/INTERSECT/EXCEPT ORDER BY clause",
            detail="Only result column names can be used, not expressions or functions.",
            hint="Add the expression/function to every SELECT, or move the UNION into a FROM"
            " clause.",
        ),
    ),
    (
        r'^Column "(?P<name>.+?)" does not exist on (?P<side>left|right) side of join',
        Template(
            sqlstate.UNDEFINED_COLUMN,
            'column "{name}" specified in USING clause does not exist in {side} table',
        ),
    ),
    (
        r"^(?P<clause>ORDER|GROUP BY) term out of range - should be between 1 and (?P<last>\d+)",
        objects.position_not_in_list,
    ),
    (
        r"^Subquery returns \d+ columns - expected 1",
        objects.wide_subquery,
    ),
    (
        r'^table "(?P<name>.+)" has (?P<has>\d+) columns available but (?P<given>\d+)',
        Template(
            sqlstate.INVALID_COLUMN_REFERENCE,
            'table "{name}" has {has} columns available but {given} columns specified',
        ),
    ),
    (r"^LIMIT/OFFSET cannot be negative", objects.negative_limit),
    (
        r'^Prepared statement "(?P<name>.+)" does not exist',
        Template(
            sqlstate.INVALID_SQL_STATEMENT_NAME, 'prepared statement "{name}" does not exist'
        ),
    ),
    (
        r"no primary key or unique constraint for referenced table \"(?P<name>.+)\"",
        Template(
            sqlstate.INVALID_FOREIGN_KEY,
            'there is no unique constraint matching given keys for referenced table "{name}"',
        ),
    ),
    (
        r"^Failed to create foreign key: referenced table \".+\" does not have a column named"
        r" \"(?P<name>.+)\"",
        Template(
            sqlstate.UNDEFINED_COLUMN,
            'column "{name}" referenced in foreign key constraint does not exist',
        ),
    ),
    (
        r"^interval cannot be 0",
        Template(sqlstate.INVALID_PARAMETER_VALUE, "step size cannot equal zero"),
    ),
    (
        r"^Cannot extract field '(?P<name>.+)' from expression .* because it is not a struct",
        Template(
            sqlstate.WRONG_OBJECT_TYPE,
            "column notation .{name} applied to a value that is not of a composite type",
        ),
    ),
    (
        r"^Cannot create entry in system catalog",
        Template(
            sqlstate.INSUFFICIENT_PRIVILEGE,
            "permission denied: system catalog modifications are currently disallowed",
        ),
    ),
    (
        r"^PERCENTILEs can only take",
        Template(sqlstate.NUMERIC_VALUE_OUT_OF_RANGE, "percentile value is not between 0 and 1"),
    ),
    (
        r'^Column "(?P<name>.+?)" referenced by generated column does not exist',
        names.missing_definition_column,
    ),
    (
        r"^Table does not contain column (?P<name>.+) referenced in check constraint",
        names.missing_definition_column,
    ),
    (
        r'^Column "(?P<name>.+?)" in EXCLUDE list not found',
        names.missing_definition_column,
    ),
    (
        r"^DEFAULT value cannot contain column names",
        Template(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "cannot use column reference in DEFAULT expression",
            place=True,
        ),
    ),
    (
        r"^[Cc]an only create an index on a base table",
        objects.index_on_view,
    ),
    (
        r'^Could not find key "(?P<name>.+?)" in (?:struct|union)',
        Template(
            sqlstate.UNDEFINED_COLUMN,
            'could not identify column "{name}" in record data type',
            place=True,
        ),
    ),
    (
        r"^Cannot deduce template type .*?'(?P<type>[^']+)', from first"
        r".*?'(?P<other>[^']+)', which",
        objects.unequal_elements,
    ),
    (
        r"^DECIMAL type width must be between (?P<low>\d+) and (?P<high>\d+)",
        Template(
            sqlstate.INVALID_PARAMETER_VALUE,
            "NUMERIC precision must be between {low} and {high}",
        ),
    ),
    (
        r"^UNNEST not supported here",
        Template(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "set-returning functions are not allowed here",
            place=True,
        ),
    ),
    TOO_DEEP,
)
