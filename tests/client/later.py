"""What the clients found that later parts owe: a statement, PostgreSQL's answer, who owes it.

``test_later.py`` plays the table to PostgreSQL alone, which shows that the answers are true. Who
builds a part takes its rows out of here and puts them, as tests of Duckgres, where they belong.
What is owed of COPY is recorded message by message in ``tests/script/cases/copy_*.txt``.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import pq

QUERY = "a value, an operator or a statement that the SQL passes translate"
CATALOG = "the catalog"


@dataclass(frozen=True)
class Owed:
    """A text of one or more statements, sent as one simple query.

    Attributes:
        part: Who owes it.
        text: What a client sends.
        answer: What PostgreSQL says to it, as ``ask`` writes that down.
        asked_by: The client, and what it is used for there.
    """

    part: str
    text: str
    answer: tuple[str, ...]
    asked_by: str


OWED = (
    Owed(
        QUERY,
        "select 1/0",
        ("ERROR 22012 division by zero",),
        "psql, drivers: an error while a statement runs",
    ),
    Owed(
        QUERY,
        "select '\\x00ff'::bytea",
        ("17", "\\x00ff", "SELECT 1"),
        "psycopg2: bytes are literals in the text",
    ),
    Owed(
        QUERY,
        "select '\\000\\377'::bytea",
        ("17", "\\x00ff", "SELECT 1"),
        "older drivers: bytes in the escape form",
    ),
    Owed(
        QUERY,
        "create temp table b(v bytea); insert into b values ('\\x00ff'::bytea); select v from b",
        ("CREATE TABLE", "INSERT 0 1", "17", "\\x00ff", "SELECT 1"),
        "psycopg2",
    ),
    Owed(
        QUERY,
        "select '{\"a\":1}'::jsonb",
        ("3802", '{"a": 1}', "SELECT 1"),
        "psycopg: Jsonb",
    ),
    Owed(
        QUERY,
        "create temp table v(v varchar(20)); select v from v",
        ("CREATE TABLE", "1043", "SELECT 0"),
        "drivers: a column's declared type",
    ),
    Owed(
        QUERY,
        "select 'abc'::varchar(2)",
        ("1043", "ab", "SELECT 1"),
        "drivers",
    ),
    Owed(
        QUERY,
        "create temp table d(v varchar(2)); insert into d values ('abc')",
        ("CREATE TABLE", "ERROR 22001 value too long for type character varying(2)"),
        "ORMs",
    ),
    Owed(
        QUERY,
        "drop table if exists nosuch_table",
        ('NOTICE 00000 table "nosuch_table" does not exist, skipping', "DROP TABLE"),
        "psycopg2, node-postgres, pgjdbc: notices",
    ),
    Owed(
        QUERY,
        "create temp table p(a int primary key, b text); insert into p values (1)",
        ("CREATE TABLE", "INSERT 0 1"),
        "fewer values than columns",
    ),
    Owed(
        QUERY,
        "create temp table n(a int primary key, b text not null); insert into n values (1, 'x');"
        " insert into n values (1, null)",
        (
            "CREATE TABLE",
            "INSERT 0 1",
            'ERROR 23502 null value in column "b" of relation "n" violates not-null constraint',
        ),
        "psycopg2: which constraint is told first",
    ),
    Owed(
        QUERY,
        "create temp table s(id serial, at timestamptz)",
        ("CREATE TABLE",),
        "SQLAlchemy: create_all",
    ),
    Owed(
        QUERY,
        "select '{1,2}'::integer[]",
        ("1007", "{1,2}", "SELECT 1"),
        "postgres.js",
    ),
    Owed(
        QUERY,
        "select 12.50::numeric",
        ("1700", "12.50", "SELECT 1"),
        "pgjdbc: a BigDecimal",
    ),
    Owed(
        QUERY,
        "select 1 operator(pg_catalog.+) 2",
        ("23", "3", "SELECT 1"),
        "psql",
    ),
    Owed(
        QUERY,
        "select 0.12345::numeric, 1.5::numeric / 3",
        ("1700 1700", "0.12345|0.50000000000000000000", "SELECT 1"),
        "pgjdbc: a BigDecimal keeps its digits",
    ),
    Owed(
        QUERY,
        "select array[[1,2],[3,4]]::integer[]",
        ("1007", "{{1,2},{3,4}}", "SELECT 1"),
        "pgx: arrays of several dimensions as a parameter",
    ),
    Owed(
        QUERY,
        "select '0044-03-15 BC'::date",
        ("1082", "0044-03-15 BC", "SELECT 1"),
        "pgx, simple protocol: a date before Christ",
    ),
    Owed(
        QUERY,
        "select 1e308::float8 * 10",
        ("ERROR 22003 value out of range: overflow",),
        "psql: a float that overflows",
    ),
    Owed(
        QUERY,
        "select 1 union select 'x'::text",
        ("ERROR 42804 UNION types integer and text cannot be matched",),
        "psql: types that do not go together",
    ),
    Owed(
        QUERY,
        "create temp table Folded(A int);"
        " select column_name from information_schema.columns where table_name = 'folded'",
        ("CREATE TABLE", "19", "a", "SELECT 1"),
        "all: names are folded where they are made",
    ),
    Owed(
        CATALOG,
        "select pg_catalog.format_type(1700, 327687)",
        ("25", "numeric(5,3)", "SELECT 1"),
        "psql: \\gdesc",
    ),
    Owed(
        CATALOG,
        "select typname from pg_catalog.pg_type where oid = 1186",
        ("19", "interval", "SELECT 1"),
        "pgjdbc: getObject of an interval",
    ),
    Owed(
        CATALOG,
        "select to_regtype('nosuch')",
        ("2206", "", "SELECT 1"),
        "psycopg: TypeInfo.fetch",
    ),
    Owed(
        CATALOG,
        "select 'pg_class'::regclass",
        ("2205", "pg_class", "SELECT 1"),
        "pgjdbc, SQLAlchemy",
    ),
    Owed(
        CATALOG,
        "select 'integer'::regtype::oid",
        ("26", "23", "SELECT 1"),
        "pgx: LoadType of an enum, before CopyFrom",
    ),
    Owed(
        CATALOG,
        "select pg_catalog.pg_get_userbyid(10) is not null",
        ("16", "t", "SELECT 1"),
        "psql: \\dt",
    ),
    Owed(
        CATALOG,
        "select typarray from pg_catalog.pg_type where typname = 'int4'",
        ("26", "1007", "SELECT 1"),
        "postgres.js: array types",
    ),
)


def _written(result: pq.abc.PGresult) -> list[str]:
    """Write one result as lines: column types, rows, tag; or the error."""
    if result.status == pq.ExecStatus.FATAL_ERROR:
        return [_complaint(result, "ERROR")]
    lines = []
    if result.status == pq.ExecStatus.TUPLES_OK:
        lines.append(" ".join(str(result.ftype(n)) for n in range(result.nfields)))
    for row in range(result.ntuples):
        values = [result.get_value(row, column) for column in range(result.nfields)]
        lines.append("|".join("" if value is None else value.decode() for value in values))
    return [*lines, (result.command_status or b"").decode()]


def _complaint(result: pq.abc.PGresult, kind: str) -> str:
    fields = (pq.DiagnosticField.SQLSTATE, pq.DiagnosticField.MESSAGE_PRIMARY)
    return " ".join([kind, *((result.error_field(field) or b"").decode() for field in fields)])


def ask(connection: pq.abc.PGconn, text: str) -> tuple[str, ...]:
    """Send a text as one simple query and write down all that comes back."""
    lines: list[str] = []
    connection.notice_handler = lambda notice: lines.append(_complaint(notice, "NOTICE"))
    connection.send_query(text.encode())
    while (result := connection.get_result()) is not None:
        lines += _written(result)
    connection.notice_handler = None
    return tuple(lines)
