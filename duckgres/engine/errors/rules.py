"""The one table of DuckDB's errors: exception type and message -> SQLSTATE and wording.

Rows are tried in order within a type; the first pattern found in the message answers. What no row
knows gets the code of its type and a cleaned message (``translate``). PostgreSQL's side is
recorded in the tests.
"""

from __future__ import annotations

from duckgres import sqlstate
from duckgres.engine.errors.binder_rules import BINDER
from duckgres.engine.errors.name_rules import CATALOG, PARSER
from duckgres.engine.errors.rule import Rule, Template, rules
from duckgres.engine.errors.state_rules import (
    CANCELED,
    DEPENDENCY,
    IO,
    MEMORY,
    NO_FILES,
    SEQUENCE,
    SYNTAX,
    TRANSACTION,
)
from duckgres.engine.errors.value_rules import (
    CONSTRAINT,
    CONVERSION,
    INVALID_INPUT,
    NOT_IMPLEMENTED,
    OUT_OF_RANGE,
)

RULES: dict[str, tuple[Rule, ...]] = {
    "Parser": PARSER,
    "Catalog": CATALOG,
    "Binder": BINDER,
    "Conversion": CONVERSION,
    "Out of Range": OUT_OF_RANGE,
    "Constraint": CONSTRAINT,
    "TransactionContext": TRANSACTION,
    "Transaction": TRANSACTION,
    "Invalid Input": INVALID_INPUT,
    "Not implemented": NOT_IMPLEMENTED,
    "Sequence": SEQUENCE,
    "Dependency": DEPENDENCY,
    "Out of Memory": MEMORY,
    "IO": IO,
    "HTTP": rules((r"", Template(sqlstate.IO_ERROR, "could not access remote storage"))),
    "Permission": rules((r"", NO_FILES)),
    "INTERRUPT": CANCELED,
    "Syntax": SYNTAX,
    "Connection": rules(
        (
            r"",
            Template(sqlstate.CONNECTION_DOES_NOT_EXIST, "connection to the database was closed"),
        )
    ),
}
"""DuckDB's exception type -> its rows."""

DEFAULT_SQLSTATE: dict[str, str] = {
    "Parser": sqlstate.SYNTAX_ERROR,
    "Syntax": sqlstate.SYNTAX_ERROR,
    "Catalog": sqlstate.UNDEFINED_OBJECT,
    "Binder": sqlstate.SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION,
    "Expression": sqlstate.SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION,
    "Conversion": sqlstate.INVALID_TEXT_REPRESENTATION,
    "Mismatch Type": sqlstate.DATATYPE_MISMATCH,
    "Invalid type": sqlstate.DATATYPE_MISMATCH,
    "Out of Range": sqlstate.NUMERIC_VALUE_OUT_OF_RANGE,
    "Divide by Zero": sqlstate.DIVISION_BY_ZERO,
    "Constraint": sqlstate.INTEGRITY_CONSTRAINT_VIOLATION,
    "TransactionContext": sqlstate.INVALID_TRANSACTION_STATE,
    "Transaction": sqlstate.INVALID_TRANSACTION_STATE,
    "Invalid Input": sqlstate.INVALID_PARAMETER_VALUE,
    "Not implemented": sqlstate.FEATURE_NOT_SUPPORTED,
    "Sequence": sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
    "Dependency": sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
    "Settings": sqlstate.INVALID_PARAMETER_VALUE,
    "Parameter Not Resolved": sqlstate.INDETERMINATE_DATATYPE,
    "Parameter Not Allowed": sqlstate.UNDEFINED_PARAMETER,
    "Missing Extension": sqlstate.FEATURE_NOT_SUPPORTED,
    "Extension Autoloading": sqlstate.FEATURE_NOT_SUPPORTED,
    "Invalid Configuration": sqlstate.INVALID_PARAMETER_VALUE,
    "Object Size": sqlstate.PROGRAM_LIMIT_EXCEEDED,
    "Serialization": sqlstate.DATA_EXCEPTION,
}
"""DuckDB's exception type -> the code of what its rows do not know."""
