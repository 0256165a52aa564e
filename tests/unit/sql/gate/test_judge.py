"""What a statement may not reach is seen wherever it stands, and nothing else is taken for it."""

import pytest

from duckgres.sql.gate import functions, judge
from duckgres.sql.plan import plan
from duckgres.sql.statement import ForeignStatement, StatementKind

DENIED = {
    "select getenv('HOME')": "function getenv",
    "select GETENV('HOME'), pg_catalog.getenv('x')": "function getenv",
    'select * from "Pandas_Scan"(null)': "function pandas_scan",
    r'select * from U&"pandas\005fscan"(null)': "function pandas_scan",
    r"""select * from U&"pandas!005fscan" uescape '!' (null)""": "function pandas_scan",
    "select * from system.main.query('select 1')": "function query",
    "call enable_logging()": "function enable_logging",
    "explain select getenv('x')": "function getenv",
    "explain (analyze) select getenv('x')": "function getenv",
    "prepare p as select getenv('x')": "function getenv",
    "declare c cursor for select getenv('x')": "function getenv",
    "copy (select getenv('x')) to stdout": "function getenv",
    "create view v as select getenv('x')": "function getenv",
    "create table t as select getenv('x')": "function getenv",
    "create table t (a text default getenv('x'))": "function getenv",
    "create table t (a text check (a <> getenv('x')))": "function getenv",
    "create table t (a text generated always as (getenv('x')) stored)": "function getenv",
    "alter table t alter a set default getenv('x')": "function getenv",
    "alter table t alter a type text using getenv('x')": "function getenv",
    "create index on t (getenv(a))": "function getenv",
    "insert into t values (1) on conflict (a) do update set b = getenv('x')": "function getenv",
    "with w as (select getenv('x')) select * from w": "function getenv",
    "select (select getenv('x'))": "function getenv",
    "select 1 order by getenv('x')": "function getenv",
    "select count(*) filter (where getenv('x') = '')": "function getenv",
    "select sum(a) over (order by getenv('y'))": "function getenv",
    "create function f() returns text language sql as 'select getenv(''x'')'": "function getenv",
    r"create function f() returns text language sql as E'select g\x65tenv(''x'')'": (
        "function getenv"
    ),
    "create function f() returns text language sql return getenv('x')": "function getenv",
    "select pg_read_file('/etc/passwd')": "function pg_read_file",
    "select _PG_clock(1)": "function _pg_clock",
    "select _pg.main.btrim('x')": "database _pg",
    'select * from "_pg".main.x': "database _pg",
    "insert into _pg.main.x values (1)": "database _pg",
    "drop function _pg.main.btrim": "database _pg",
    "create view _pg.v as select 1": "database _pg",
    "select * from duckdb_databases": "view duckdb_databases",
    "select * from main.duckdb_logs": "view duckdb_logs",
}
DENIED_FOREIGN = {
    "from query('select 1')": "function query",
    "from\tquery /* a */ -- b\n ('select 1')": "function query",
    "from \"query\"('select 1')": "function query",
    "from Query($$select 1$$)": "function query",
    "select ['HOME'].list_transform(x -> getenv(x))": "function getenv",
    "select list_transform(['HOME'], lambda x: getenv(x))": "function getenv",
    "select [x for x in [getenv('x')]]": "function getenv",
    "select ('HOME').getenv() from range(3) select *": "function getenv",
    "create macro m(x) as getenv(x)": "function getenv",
    "create macro m() as table from query('select 1')": "function query",
    "create or replace macro _pg.main.btrim(a) as 1": "database _pg",
    "pivot query('select 1') on a": "function query",
    "summarize from query('select 1')": "function query",
    "describe from query('select 1')": "function query",
    "explain from query('select 1')": "function query",
    "prepare p as from query('select 1')": "function query",
    "create or replace table index as from a join b on getenv('x')": "function getenv",
    "from duckdb_databases": "view duckdb_databases",
    "from current_setting(a)": "function current_setting",
    "from t select current_setting('temp_directory')": "parameter 'temp_directory'",
}
FINE = [
    "select query, glob, read_csv from query where query.glob = 1",
    "create table glob (query int)",
    "insert into query (a) values (1)",
    "select 'read_csv(''x'')', $$getenv('x')$$ -- query('x')",
    "select _pg.a from t as _pg",
    "create function f() returns int language sql as 'select 1'",
    "select lower(a), pg_get_viewdef('v') from query",
]
FINE_FOREIGN = [
    "from query select glob",
    "create or replace table glob (query int)",
    "insert or replace into query (a) values (1)",
    "from t select current_setting('TimeZone')",
    "create macro m(query) as query + 1",
    "create index if not exists i on query (a) with (x = y)",
]


def asked(text):
    """Stand in for DuckDB's parser, which takes everything."""
    return [ForeignStatement(text, "SELECT")]


def planned(text):
    (statement,) = plan(text, asked)
    return statement


@pytest.mark.parametrize(("text", "what"), [*DENIED.items(), *DENIED_FOREIGN.items()])
def test_what_nobody_may_is_refused(text, what):
    statement = planned(text)
    assert statement.kind is StatementKind.REFUSED
    assert statement.refusal.message == f"permission denied for {what}"
    assert statement.refusal.sqlstate == "42501"


@pytest.mark.parametrize("text", [*FINE, *FINE_FOREIGN])
def test_names_are_free_for_tables_and_columns(text):
    statement = planned(text)
    assert statement.only_trusted is None
    assert statement.refusal is None or "permission" not in statement.refusal.message


@pytest.mark.parametrize(
    "text", ["select * from read_csv('x')", "from glob('x')", "explain from read_text('x')"]
)
def test_files_are_for_trusted_users(text):
    statement = planned(text)
    assert statement.kind is not StatementKind.REFUSED
    (ordinary,) = judge.permitted((statement,))
    assert ordinary.kind is StatementKind.REFUSED
    assert ordinary.refusal.message.startswith("permission denied for function ")


def test_files_open_no_way_to_what_nobody_may():
    assert planned("select getenv('x') from read_csv('x')").kind is StatementKind.REFUSED
    assert planned("select * from read_csv(getenv('x'))").kind is StatementKind.REFUSED


@pytest.mark.parametrize(
    "argument",
    [
        "'s3://b/x?s3_endpoint=127.0.0.1:1'",
        "'https://h/../x'",
        "'https://h/%2e%2e/x'",
        "['s3://b/x', 's3://b/y#']",
        "'s3://b/x' || '?s3_endpoint=h'",
        "$1",
        "lower('X')",
        "(select a from t)",
    ],
)
@pytest.mark.parametrize("head", ["select * from", "from"])
def test_a_trusted_user_names_files_by_constants_that_lead_nowhere_else(head, argument):
    assert planned(f"{head} read_csv({argument})").kind is StatementKind.REFUSED


@pytest.mark.parametrize(
    "text",
    [
        "select * from read_csv('/srv/a?b#c%.csv', header = true)",
        "from read_csv('s3://b/x.csv', header = true)",
        "from read_parquet(['s3://b/x', '/srv/y'])",
        "select 's3://b/x?y' as url",
        "from t where url = 'https://h/x?y'",
        "insert into t values (1, 'https://h/..')",
    ],
)
def test_addresses_are_free_where_they_are_values(text):
    assert planned(text).kind is not StatementKind.REFUSED


@pytest.mark.parametrize(
    "text", ['select * from "s3://b/x?y=z"', "from 's3://b/x?y=z'", "from t, 's3://b/x?y'"]
)
def test_tables_are_no_addresses_with_options(text):
    assert planned(text).kind is StatementKind.REFUSED


@pytest.mark.parametrize("text", ["from query\u00a0('select 1')", 'from U&"query"(1)'])
def test_duckdb_s_own_blanks_and_escapes_are_syntax_errors(text):
    with pytest.raises(Exception, match="syntax error"):
        planned(text)


def test_statements_of_one_text_are_judged_one_by_one():
    kinds = [s.kind for s in plan("select 1; select getenv('x'); from a", asked)]
    assert kinds == [StatementKind.QUERY, StatementKind.REFUSED, StatementKind.QUERY]


def test_duckdb_s_parser_never_sees_what_is_refused():
    def fail(text):
        raise AssertionError(text)

    (statement,) = plan("from query('select 1')", fail)
    assert statement.kind is StatementKind.REFUSED


def test_most_texts_are_done_with_at_their_words():
    assert not judge.is_suspect("select a, b from t where c = 'd' and lower(e) like 'f%'")
    assert judge.is_suspect("select a from Query")
    for size in (65_530, 65_536, 131_070):  # across the pieces it is cut into
        assert judge.is_suspect(" " * size + "read_csv")
    assert not judge.is_suspect(" " * 200_000)


def test_no_name_is_longer_than_what_two_pieces_share():
    assert max(map(len, functions.REFUSED)) < 64


def test_functions_of_information_schema_are_postgresqls():
    (found,) = plan("select information_schema._pg_expandarray(a) from t", lambda _: [])
    assert found.kind is StatementKind.QUERY
