"""What a statement takes and answers, with nothing executed.

Only binding happens. A relation (``cursor.sql``) is bound and not run when its text is one SELECT,
so it serves queries; ``PREPARE`` serves INSERT, UPDATE, DELETE and MERGE. Parameters are written
as typed literals, as execution writes them, so the result types are the ones execution will have.
Everything here runs on a worker thread with the session's own cursor, inside one crossing; it ends
any result the cursor still holds. Source: PostgreSQL manual, 55.2.3, "Extended Query", Describe.
"""

from __future__ import annotations

import contextlib
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from duckgres.engine import bound_plan, plan_types, probe
from duckgres.engine.explain.column import explain_columns
from duckgres.engine.facts import Facts
from duckgres.engine.told import Told, leaves_open, parameter_beside, parameter_oid, result_oids
from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import column_type, digits_as_numeric, with_oid
from duckgres.pgtypes.types import ColumnType
from duckgres.rows.description import Column
from duckgres.sql.statement import Statement, StatementKind

_PREPARE = "PREPARE duckgres_describe AS "
_EXPLAIN = "EXPLAIN "
_DEALLOCATE = "DEALLOCATE duckgres_describe"
_RESULT_TYPES = (
    "SELECT result_types FROM duckdb_prepared_statements() WHERE name = 'duckgres_describe'"
)
_BOUND = frozenset({StatementKind.QUERY, StatementKind.MODIFY})
_INT8 = oids.OID_OF["int8"]
# Of these DuckDB types the tree may know another name: length() is an int4, a cast a varchar.
_ANNOUNCED_OTHERWISE = frozenset({
    "BIGINT", "BIT", "INTEGER", "SMALLINT", "SMALLINT[]", "UBIGINT", "UINTEGER", "UINTEGER[]",
    "VARCHAR", "VARCHAR[]",
})  # fmt: skip
_UNNAMED = frozenset({0, oids.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Description:
    """The answer to Describe.

    Attributes:
        parameter_oids: ParameterDescription.
        columns: RowDescription; ``None`` is NoData.
    """

    parameter_oids: tuple[int, ...]
    columns: tuple[Column, ...] | None


@dataclass(frozen=True, slots=True)
class Rendering:
    """The text in which a failed bind's error position counts.

    Attributes:
        parameters: What ``Statement.render`` was given.
        prefix: Bytes in front of the statement.
    """

    parameters: tuple[str, ...]
    prefix: int = 0


def rendering(error: duckdb.Error) -> Rendering:
    """Return how the statement was rendered whose binding by ``describe`` raised this error."""
    found = getattr(error, "duckgres_rendering", None)
    return found if isinstance(found, Rendering) else Rendering(())


def describe(
    cursor: duckdb.DuckDBPyConnection,
    statement: Statement,
    parameter_oids: Sequence[int],
    session_values: Mapping[str, str],
    facts: Callable[[], Facts] = Facts,
) -> Description:
    """Describe a statement.

    Args:
        cursor: The session's, for its settings, search path and transaction.
        statement: What is described; one that the server answers itself has no columns here.
        parameter_oids: The types the client named in Parse, ``$1`` first; 0 is not named.
        session_values: DuckDB literal for each name a slot may have.
        facts: What the catalog knows of its columns.

    Raises:
        duckdb.Error: DuckDB refuses the statement; ``rendering`` tells how its position counts.
        PgError: A parameter number is skipped, or a column's type has no PostgreSQL form.
    """
    if statement.explained is not None:
        inner = describe(cursor, statement.explained, parameter_oids, session_values, facts)
        return Description(inner.parameter_oids, explain_columns(statement))
    if statement.stages:
        session_values = _with_shapes(statement, session_values)
    types = _parameters(cursor, statement, parameter_oids, session_values, facts)
    if statement.kind not in _BOUND:
        return Description(types, None)
    is_query = statement.kind is StatementKind.QUERY or statement.selects
    bind = _query if is_query else _modify

    def bound(give: Callable[[int], str]) -> Description:
        parameters = tuple(map(give, types))
        try:
            text = statement.render(parameters, session_values)
            return Description(types, bind(cursor, statement, text, facts))
        except duckdb.Error as error:
            prefix = getattr(error, "duckgres_prefix", 0)
            error.duckgres_rendering = Rendering(parameters, prefix)  # type: ignore[attr-defined]
            raise

    return _bound_somehow(bound) if types else bound(probe.sample)


def _bound_somehow(bound: Callable[[Callable[[int], str]], Description]) -> Description:
    """Describe with the first way to write the parameters that binds.

    Raises:
        duckdb.Error: The statement is wrong whatever the parameters are, if it is; a type that was
            guessed must not be what is complained about. Else what the types met.
    """
    try:
        return bound(probe.sample)
    except duckdb.Error as error:
        refusal = error
    # A sample may be no good value where a constant counts; a NULL of its type is.
    with contextlib.suppress(duckdb.Error):
        return bound(probe.null)
    bound(lambda _: "NULL")
    raise refusal


def columns(
    cursor: duckdb.DuckDBPyConnection,
    statement: Statement,
    text: str,
    names: Sequence[str],
    types: Sequence[str],
    facts: Callable[[], Facts] = Facts,
) -> tuple[Column, ...]:
    """Announce DuckDB's result columns as PostgreSQL would.

    Args:
        cursor: Asked only when a sum might be an int8, at the price of half a millisecond.
        statement: For PostgreSQL's names and types.
        text: The statement as rendered.
        names: DuckDB's names.
        types: DuckDB's types, as ``str`` gives them.
        facts: What the catalog knows of its columns.
    """
    found = [column_type(name) for name in types]
    if leaves_open(types, facts):
        found = _told(found, result_oids(statement, facts(), names, types))
    if statement.result_oids:
        found = _hinted(cursor, statement, text, found)
    if statement.sums:
        found = plan_types.narrowed(cursor, text, found)
    return _announced(statement, names, found)


def _told(found: list[ColumnType], told: Told) -> list[ColumnType]:
    """Announce the columns whose PostgreSQL type the catalog told."""
    for place, oid, typmod in told:
        found[place] = with_oid(found[place], oid)
        if typmod != -1 and found[place].oid == oid:
            found[place] = replace(found[place], typmod=typmod)
    return found


def columns_without_plan(
    statement: Statement,
    names: Sequence[str],
    types: Sequence[str],
    told: Told = (),
) -> tuple[Column, ...]:
    """Do what :func:`columns` does where DuckDB cannot be asked, as its result is being read.

    A sum that might be an int8 stays numeric here; who must know describes the statement first
    (:func:`needs_plan`).
    """
    found = _told([column_type(name) for name in types], told)
    if statement.result_oids:
        found = _hinted(None, statement, "", found)
    return _announced(statement, names, found)


def needs_plan(statement: Statement) -> bool:
    """Whether only DuckDB's plan can tell the type of a result column."""
    return statement.sums or _INT8 in statement.result_oids


def _announced(
    statement: Statement, names: Sequence[str], found: list[ColumnType]
) -> tuple[Column, ...]:
    """Put names to the types, and take the typmod off what is computed."""
    wanted = statement.column_names
    if wanted == ():
        return ()  # a SELECT of nothing, which has a column to DuckDB
    for place in _places(statement, statement.digits, len(found)):
        if found[place].source == "VARCHAR":
            found[place] = digits_as_numeric(found[place])
    if statement.computed:
        for place in _places(statement, statement.computed, len(found)):
            if found[place].typmod != -1:
                found[place] = replace(found[place], typmod=-1)
    return tuple(map(Column, result_names(wanted, names), found))


def _places(statement: Statement, indexes: frozenset[int], count: int) -> Iterator[int]:
    """Yield the places of targets among the result's columns, where stars let them be known."""
    wanted = statement.column_names
    if not indexes or wanted is None:
        return
    first, last = _stars(wanted, count)
    for index in indexes:
        if not first <= index < last:
            yield index if index < first else index + count - len(wanted)


def result_names(wanted: Sequence[str | None] | None, names: Sequence[str]) -> Sequence[str]:
    """Put PostgreSQL's names over DuckDB's.

    With several stars it cannot be told which column is whose: between the first and the last one
    DuckDB's names stay, and they differ for expressions only.
    """
    if wanted is None:
        return names
    first, last = _stars(wanted, len(names))
    tail = len(wanted) - last
    return [
        *(name or "" for name in wanted[:first]),
        *names[first : len(names) - tail],
        *(name or "" for name in wanted[last:]),
    ]


def _stars(wanted: Sequence[str | None], count: int) -> tuple[int, int]:
    """Return how many names stand before the first star, and where those behind the last begin."""
    stars = [index for index, name in enumerate(wanted) if name is None]
    if not stars:
        return (len(wanted), len(wanted)) if len(wanted) == count else (0, len(wanted))
    return stars[0], stars[-1] + 1


def _hinted(
    cursor: duckdb.DuckDBPyConnection | None,
    statement: Statement,
    text: str,
    found: list[ColumnType],
) -> list[ColumnType]:
    """Announce the columns whose PostgreSQL type the tree told."""
    hints = statement.result_oids
    first, last = _stars(statement.column_names or (), len(found))
    shift = len(found) - len(hints)
    plan: bound_plan.Plan | None = None
    for index, oid in enumerate(hints):
        if oid is None or first <= index < last:
            continue
        place = index if index < first else index + shift
        if oid == oids.TEXT:
            # A bare NULL: there is no value to encode, so only the announced type matters.
            found[place] = replace(found[place], oid=oid, size=-1)
        elif oid != _INT8:
            if found[place].source in _ANNOUNCED_OTHERWISE:
                found[place] = with_oid(found[place], oid)
        elif cursor is not None and found[place].source == "HUGEINT":
            plan = plan or bound_plan.serialize(cursor, text)
            if not plan["error"] and plan_types.is_int8(plan, place):
                found[place] = with_oid(found[place], oid)
    return found


def _with_shapes(statement: Statement, session_values: Mapping[str, str]) -> Mapping[str, str]:
    """Let the results that the steps will keep be queries of the same columns."""
    shapes: dict[str, str] = {}
    values = ChainMap(shapes, session_values)  # type: ignore[arg-type]  # only read
    for step in statement.stages:
        if step.shape is not None:
            parameters = ["NULL"] * statement.parameter_count
            text = statement.step(step.shape).render(parameters, values)
            shapes[step.kept] = f"({text})"
    return values


def _parameters(
    cursor: duckdb.DuckDBPyConnection,
    statement: Statement,
    named: Sequence[int],
    session_values: Mapping[str, str],
    facts: Callable[[], Facts],
) -> tuple[int, ...]:
    """Return the type of every parameter; those the client named are taken as they are."""
    count = max(statement.parameter_count, len(named))
    known = {number: oid for number, oid in enumerate(named, 1) if oid not in _UNNAMED}
    if len(known) < count:
        found = probe.infer(cursor, statement, known, session_values)
        for step in statement.stages:
            unknown = known | found
            found |= probe.infer(cursor, statement.step(step), unknown, session_values)
        for number, oid in found.items():
            if oid == oids.JSON:
                found[number] = parameter_oid(statement, facts(), number)
            elif oid in _VAGUE:
                found[number] = parameter_beside(statement, facts(), number) or oid
        known |= found
    for number in range(1, count + 1):
        if number not in known:
            message = f"could not determine data type of parameter ${number}"
            raise PgError(message, sqlstate="42P18")
    return tuple(known[number] for number in range(1, count + 1))


# What a parameter is taken for where nothing else is known.
_VAGUE = frozenset({oids.TEXT, oids.NUMERIC})


def _query(
    cursor: duckdb.DuckDBPyConnection, statement: Statement, text: str, facts: Callable[[], Facts]
) -> tuple[Column, ...]:
    """Bind a query; ``cursor.sql`` runs nothing as long as the text is one SELECT."""
    try:
        relation = cursor.sql(text)
    except duckdb.Error as error:
        raise _with_fields(cursor, text, error) from None
    types = [str(kind) for kind in relation.types]
    return columns(cursor, statement, text, relation.columns, types, facts)


def _with_fields(
    cursor: duckdb.DuckDBPyConnection, text: str, error: duckdb.Error
) -> duckdb.Error:
    """Return the same refusal with its position and other fields.

    ``cursor.sql`` knows nothing of the setting ``errors_as_json``; PREPARE does. What PREPARE does
    not take (DESCRIBE, PIVOT) is another error, and the first one stays.
    """
    try:
        _execute(cursor, _PREPARE, text)
    except duckdb.Error as detailed:
        return detailed if type(detailed) is type(error) else error
    cursor.execute(_DEALLOCATE)
    return error


def _execute(cursor: duckdb.DuckDBPyConnection, prefix: str, text: str) -> None:
    """Run PREPARE or EXPLAIN of a statement; an error remembers what stood in front of it."""
    try:
        cursor.execute(prefix + text)
    except duckdb.Error as error:
        error.duckgres_prefix = len(prefix)  # type: ignore[attr-defined]
        raise


def _modify(
    cursor: duckdb.DuckDBPyConnection, statement: Statement, text: str, facts: Callable[[], Facts]
) -> tuple[Column, ...] | None:
    """Bind an INSERT, UPDATE, DELETE or MERGE."""
    types: list[str] | None = None
    if statement.tag == "MERGE":  # PREPARE does not take it; EXPLAIN binds too, and costs more
        _execute(cursor, _EXPLAIN, text)
    else:
        types = _prepared(cursor, text, statement.returns_rows)
    if not statement.returns_rows:
        return None
    names: Sequence[str] = [""] * len(types or ())
    wanted = statement.column_names
    if types is None or wanted is None or None in wanted:
        # Only the plan shows the names of a star.
        plan = bound_plan.serialize(cursor, text)
        if plan["error"]:  # it was bound a moment ago: another session has changed the catalog
            raise PgError("could not serialize access due to concurrent update", sqlstate="40001")
        shown = bound_plan.projection(plan)
        names = [str(expression.get("alias", "?column?")) for expression in shown]
        types = types or [bound_plan.type_name(expression["return_type"]) for expression in shown]
    return columns(cursor, statement, text, names, types, facts)


def _prepared(cursor: duckdb.DuckDBPyConnection, text: str, rows: bool) -> list[str] | None:
    """Return the result types of a statement that is prepared; DuckDB may tell none (nextval)."""
    _execute(cursor, _PREPARE, text)
    try:
        row = cursor.execute(_RESULT_TYPES).fetchone() if rows else None
        return [] if row is None else row[0]
    finally:
        cursor.execute(_DEALLOCATE)
