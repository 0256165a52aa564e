"""Types of parameters that the client did not name, found without running anything.

Each parameter is replaced by a mark and the statement is bound; ``bound_plan`` reads off what the
binder made of the marks. The first try is an untyped literal for all, which is how PostgreSQL sees
an untyped parameter. A plain NULL would fold away and tell nothing; DuckDB's own ``$n`` works only
when all of them are determined, and costs 14 ms when one is not.

It knows nothing of names and columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import duckdb

from duckgres.engine import bound_plan
from duckgres.engine.bound_plan import MARK, Plan, literal_mark, number_mark
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import duckdb_name
from duckgres.sql.statement import Statement

Give = Callable[[int], str]  # what to write for parameter n
Bind = Callable[[Give], Plan]

_INT4, _INT8, _FLOAT8 = oids.OID_OF["int4"], oids.OID_OF["int8"], oids.OID_OF["float8"]
_ANY = re.compile(r"\b(?:any|some|all)\s*\(\s*$", re.IGNORECASE)

# The binder's message when a mark is a constant it evaluates: which one, and the type it wanted.
_CONVERSION = re.compile(MARK + r"(\d+)[^ ]*(?: to (\w+))?")
_CONVERTED = {
    "INT64": _INT8,
    "INT32": _INT4,
    "INT16": oids.OID_OF["int2"],
    "BOOL": oids.BOOL,
    "DOUBLE": _FLOAT8,
}

# What an undetermined parameter may be, likeliest first: the first type that binds is taken.
_GUESSES = (oids.TEXT, _INT4, oids.TIMESTAMP, oids.INTERVAL, oids.DATE, _FLOAT8)

# A typed literal of each type, as execution will write one. A text is also a part of a date:
# date_trunc wants to know its unit when it is bound.
_SAMPLES = {
    oids.BOOL: "true",
    oids.BYTEA: "''::BLOB",
    oids.DATE: "DATE '2000-01-01'",
    oids.TIME: "TIME '00:00:00'",
    oids.TIMETZ: "CAST('00:00:00+00' AS TIME WITH TIME ZONE)",
    oids.TIMESTAMP: "TIMESTAMP '2000-01-01 00:00:00'",
    oids.TIMESTAMPTZ: "CAST('2000-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE)",
    oids.INTERVAL: "INTERVAL '1 day'",
    oids.UUID: "CAST('00000000-0000-0000-0000-000000000000' AS UUID)",
    oids.JSON: "CAST('{}' AS JSON)",
    oids.JSONB: "CAST('{}' AS JSON)",
    oids.BIT: "CAST('0' AS BIT)",
    oids.VARBIT: "CAST('0' AS BIT)",
    oids.NUMERIC: "CAST('1.5' AS DECIMAL(2,1))",
}
_NUMBERS = frozenset({"SMALLINT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE"})
_WIDTHS = {oids.NUMERIC: "DECIMAL(2,1)", oids.ARRAY_OF[oids.NUMERIC]: "DECIMAL(2,1)[]"}


def sample(oid: int) -> str:
    """Return a typed literal that binds as any value of a parameter of this type will."""
    known = _SAMPLES.get(oid)
    if known is not None:
        return known
    name = _cast_name(oid)
    if name.endswith("[]"):
        return f"CAST([] AS {name})"
    value = "1" if name in _NUMBERS else "'day'"
    return f"CAST({value} AS {name})"


def null(oid: int) -> str:
    """Return a NULL of the type a parameter is cast to."""
    return f"CAST(NULL AS {_cast_name(oid)})"


def infer(
    cursor: duckdb.DuckDBPyConnection,
    statement: Statement,
    known: Mapping[int, int],
    session_values: Mapping[str, str],
) -> dict[int, int]:
    """Return the type of each parameter that is used and not known, by its number.

    Args:
        cursor: The session's, for its settings, search path and transaction.
        statement: A statement DuckDB runs.
        known: Types the client named, by number.
        session_values: DuckDB literal for each name a slot may have.
    """
    used = sorted({slot for slot in statement.slots if isinstance(slot, int)})
    unknown = [number for number in used if number not in known]
    if not unknown:
        return {}
    typed = {number: sample(oid) for number, oid in known.items()}

    def binder(tried: Statement) -> Bind:
        def bind(give: Give) -> Plan:
            text = _render(tried, lambda n: typed.get(n) or give(n), session_values, unknown)
            return bound_plan.serialize(cursor, text)

        return bind

    bind = binder(statement)
    if (written := statement.as_written) is not None and _binds(binder(written)):
        # A rule's checks around an operand hide what the operator makes of it.
        bind = binder(written)
        found = _together(bind, unknown)
        if oids.TEXT in found.values():
            # DuckDB casts rows to text where PostgreSQL compares their parts, as the rules write.
            again = _together(binder(statement), unknown)
            found |= {n: oid for n, oid in again.items() if found.get(n) == oids.TEXT}
    else:
        found = _together(bind, unknown)
    return {number: _array(statement, number, found.get(number, oids.TEXT)) for number in unknown}


def _cast_name(oid: int) -> str:
    return duckdb_name(oid) or _WIDTHS.get(oid, "VARCHAR")


def _render(
    statement: Statement,
    give: Give,
    session_values: Mapping[str, str],
    elements: Sequence[int],
) -> str:
    """Fill a statement's slots.

    Args:
        statement: What is filled.
        give: Expression for parameter n.
        session_values: DuckDB literal for each name a slot may have.
        elements: The parameters for which ``= ANY ($n)`` is written ``= ($n)``: their mark is an
            element, and the array's type follows from it.
    """
    parts = [statement.pieces[0]]
    for slot, piece in zip(statement.slots, statement.pieces[1:], strict=True):
        if isinstance(slot, str):
            parts.append(session_values[slot])
        else:
            if slot in statement.any_parameters and slot in elements:
                parts[-1] = _ANY.sub("(", parts[-1])
            parts.append(give(slot))
        parts.append(piece)
    return "".join(parts)


def _binds(bind: Bind) -> bool:
    """Whether DuckDB takes the text, whatever the parameters are."""
    return not bind(lambda _: "NULL")["error"]


def _array(statement: Statement, number: int, oid: int) -> int:
    """Return the array of an element's type when the parameter stands in ANY."""
    if number not in statement.any_parameters:
        return oid
    return oids.ARRAY_OF.get(oid, oids.ARRAY_OF[oids.TEXT])


def _together(bind: Bind, unknown: Sequence[int]) -> dict[int, int]:
    """Mark all parameters with literals, and look closer at those which do not take one.

    A constant that is evaluated by the binder (LIMIT) fails, and the message shows the mark and
    the type wanted. Any other refusal names no parameter: then each is tried alone.
    """
    told: dict[int, int] = {}
    numeric: set[int] = set()

    def give(number: int) -> str:
        if number in told:
            return sample(told[number])
        return number_mark(number) if number in numeric else literal_mark(number)

    for _ in range(len(unknown) + 1):
        plan = bind(give)
        if not plan["error"]:
            return _checked(bind, plan, give) | told
        blamed = _CONVERSION.search(plan["error_message"])
        if blamed is None or int(blamed[1]) in told or int(blamed[1]) in numeric:
            break
        wanted = _CONVERTED.get(blamed[2] or "")
        if wanted is None:
            numeric.add(int(blamed[1]))
        else:
            told[int(blamed[1])] = wanted
    for number in unknown:
        if number not in told:
            told[number] = _alone(bind, number, dict(told))
    return told


def _checked(bind: Bind, plan: Plan, give: Give) -> dict[int, int]:
    """Read the types of a plan with literal marks; ask again where DuckDB said DOUBLE.

    Beside a number, DuckDB takes a literal for a DOUBLE, PostgreSQL for the type of the other
    operand.
    """
    found = bound_plan.types(plan)
    doubtful = {number for number, oid in found.items() if oid == _FLOAT8}
    if doubtful:
        again = bind(lambda n: number_mark(n) if n in doubtful else give(n))
        if not again["error"]:
            found |= {n: oid for n, oid in bound_plan.types(again).items() if n in doubtful}
    return found


def _alone(bind: Bind, number: int, told: Mapping[int, int]) -> int:
    """Mark one parameter, the others being typed or NULL; then try types until one binds."""

    def only(mark: str) -> Give:
        return lambda n: mark if n == number else sample(told[n]) if n in told else "NULL"

    for mark in (literal_mark(number), number_mark(number)):
        plan = bind(only(mark))
        found = {} if plan["error"] else bound_plan.types(plan)
        # DOUBLE beside a literal is a guess of DuckDB's; see _checked.
        if number in found and (mark != literal_mark(number) or found[number] != _FLOAT8):
            return found[number]
    for oid in _GUESSES:
        if not bind(only(sample(oid)))["error"]:
            return oid
    return oids.TEXT
