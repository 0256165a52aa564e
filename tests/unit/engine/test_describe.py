"""Describe against PostgreSQL's recorded answers, and that nothing runs."""

import contextlib

import duckdb
import pytest

from duckgres.engine import bound_plan
from duckgres.engine.describe import Rendering, describe, rendering, result_names
from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.sql.alignment import source_position
from duckgres.sql.plan import plan
from tests.fixtures.catalog import install as install_functions
from tests.unit.engine.describe_recording import DDL, DIFFERENT, RECORDED
from tests.unit.engine.slots import slots
from tests.unit.sql.asking import duckdb_parser

_SESSION = {
    "sequence name s": "'s'",
    "sequence session": "1",
    "version": "'PostgreSQL 15'",
    "current_user": "'me'",
    "pg_backend_pid": "CAST(7 AS INTEGER)",
    "transaction_time": "now()",
}
# DuckDB has one type for both.
_TEXTS = {"varchar": "text"}


@pytest.fixture(scope="module")
def database():
    connection = duckdb.connect(":memory:")
    install_functions(connection)
    connection.execute("CREATE SCHEMA public")
    connection.execute("SET GLOBAL errors_as_json = true")
    connection.execute("SET GLOBAL integer_division = true")
    connection.execute("SET search_path = 'public,main'")
    connection.execute(DDL)
    connection.execute("CREATE SEQUENCE s")
    connection.execute("CREATE TABLE log(a INTEGER)")
    connection.execute(
        "CREATE TABLE odd(h HUGEINT, p STRUCT(x INTEGER, y VARCHAR), q INTEGER[][])"
    )
    yield connection
    connection.close()


@pytest.fixture
def cursor(database):
    cursor = database.cursor()
    cursor.execute("SET search_path = 'public,main'")
    yield cursor
    cursor.close()


def _describe(cursor, text, named=()):
    (statement,) = plan(text, duckdb_parser)
    return describe(cursor, statement, named, slots(cursor, _SESSION))


def _names(types):
    return [oids.TYPES[oid].name for oid in types]


def _answer(cursor, text, named=()):
    found = _describe(cursor, text, named)
    columns = [f"{one.name} {oids.TYPES[one.type.oid].name}" for one in found.columns or ()]
    return " ".join(_names(found.parameter_oids)), columns


def _as_text(answer):
    parameters, columns = answer
    return (
        [_TEXTS.get(name, name) for name in parameters.split()],
        [(name, _TEXTS.get(kind, kind)) for name, kind in (one.rsplit(" ", 1) for one in columns)],
    )


@pytest.mark.parametrize(
    ("text", "parameters", "columns"), [one for one in RECORDED if one[0] not in DIFFERENT]
)
def test_answer_is_postgresqls(cursor, text, parameters, columns):
    assert _as_text(_answer(cursor, text)) == _as_text((parameters, columns))


@pytest.mark.parametrize(
    ("text", "parameters", "columns"), [one for one in RECORDED if one[0] in DIFFERENT]
)
def test_known_differences_are_still_there(cursor, text, parameters, columns):
    """When one of these agrees, it leaves ``DIFFERENT``."""
    assert _as_text(_answer(cursor, text)) != _as_text((parameters, columns))


def test_at_least_95_of_100_agree():
    assert DIFFERENT.keys() <= {text for text, _, _ in RECORDED}
    assert len(DIFFERENT) <= 0.05 * len(RECORDED)


@pytest.mark.parametrize(
    "text",
    [
        "select nextval('s')",
        "select nextval('s') where $1",
        "insert into log values (nextval('s'))",
        "insert into log values ($1) returning *",
        "update log set a = a + $1",
        "delete from log returning a",
        "merge into log using t on t.a = log.a when not matched then insert values (2)",
        "explain analyze insert into log values (1)",
        "explain analyze delete from log where a = $1",
        "create table made as select $1::int as a",
        "drop table log",
        "call pragma_version()",
        "pragma table_info('log')",
        "pivot log on a",
        "describe log",
    ],
)
def test_nothing_runs(cursor, text):
    cursor.execute("BEGIN")
    try:
        cursor.execute("DELETE FROM log")
        cursor.execute("INSERT INTO log VALUES (41)")
        before = cursor.execute("SELECT last_value FROM duckdb_sequences()").fetchall()
        _describe(cursor, text)
        assert cursor.execute("SELECT last_value FROM duckdb_sequences()").fetchall() == before
        assert cursor.execute("SELECT * FROM log").fetchall() == [(41,)]
        made = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'made'"
        assert cursor.execute(made).fetchone() == (0,)
    finally:
        cursor.execute("ROLLBACK")


@pytest.mark.parametrize(
    "text", ["create table x(a int)", "drop table t", "begin", "show x", "vacuum"]
)
def test_no_rows_is_no_data(cursor, text):
    found = _describe(cursor, text)
    assert (found.parameter_oids, found.columns) == ((), None)


def test_no_returning_is_no_data(cursor):
    found = _describe(cursor, "insert into t(a) values ($1)")
    assert (_names(found.parameter_oids), found.columns) == (["int4"], None)


_INT8, _VARCHAR, _DATE, _INT4S = (
    oids.OID_OF[name] for name in ("int8", "varchar", "date", "_int4")
)


@pytest.mark.parametrize(
    ("text", "named", "answer"),
    [
        ("select a from t where a = $1", [_INT8], ("int8", ["a int4"])),
        ("select $1, $2", [_DATE, 0], ("date text", ["?column? date", "?column? text"])),
        ("select a + $1 as x from t", [_INT8], ("int8", ["x int8"])),
        ("select a from t where b = $1 and a = $2", [_VARCHAR], ("varchar int4", ["a int4"])),
        ("select a from t where a = any($1) and g = $2", [_INT4S], ("_int4 int8", ["a int4"])),
        ("select a from t where a = any($1)", [0], ("_int4", ["a int4"])),
        ("select $1", [oids.UNKNOWN], ("text", ["?column? text"])),
        ("select 1 as one", [_INT8, _DATE], ("int8 date", ["one int4"])),
        ("select a from t limit $1", [oids.OID_OF["int4"]], ("int4", ["a int4"])),
        ("select date_trunc($1, c) from t", [oids.TEXT], ("text", ["date_trunc timestamp"])),
    ],
)
def test_types_the_client_named_are_kept(cursor, text, named, answer):
    assert _answer(cursor, text, named) == answer


@pytest.mark.parametrize(
    ("text", "named", "number"), [("select $2::int", (), 1), ("select 1", (_INT8, 0), 2)]
)
def test_skipped_parameter_is_indeterminate(cursor, text, named, number):
    message = rf"could not determine data type of parameter \${number}"
    with pytest.raises(PgError, match=message) as caught:
        _describe(cursor, text, named)
    assert caught.value.sqlstate == "42P18"


@pytest.mark.parametrize(
    "text",
    [
        "select 'é', $1, frob from t",
        "select a + $1 + frob from t",
        "insert into t(a) values ($1) returning 'é', frob",
        "delete from t where frob = $1",
        "explain select 'é', frob from t",
        "select 1 from t where version() = 'é' and frob",
        "merge into t using (select 1 as a) s on s.a = t.a when matched then update set b = frob",
    ],
)
def test_refusal_can_be_placed(cursor, text):
    (statement,) = plan(text, duckdb_parser)
    with pytest.raises(duckdb.BinderException) as caught:
        describe(cursor, statement, (), slots(cursor, _SESSION))
    found = rendering(caught.value)
    inner = statement.explained or statement
    rendered = inner.render(found.parameters, slots(cursor, _SESSION))
    offset = len(rendered[: rendered.index("frob")].encode())
    # DuckDB's own number, with what stood in front of the statement taken off.
    place = int(str(caught.value).split('"position":"')[1].split('"')[0]) - found.prefix
    assert place == offset
    assert (
        source_position(inner, place, found.parameters, slots(cursor, _SESSION))
        == text.index("frob") + 1
    )


def test_wrong_type_of_the_clients_is_refused(cursor):
    """Although an untyped NULL would bind."""
    with pytest.raises(duckdb.BinderException, match="UUID"):
        _describe(cursor, "select a + $1 from t", [oids.UUID])


def test_error_from_elsewhere_has_no_rendering():
    assert rendering(duckdb.BinderException("x")) == Rendering(())


def test_failed_describe_leaves_no_prepared_statement(cursor):
    for text in ("insert into t(a) values (1) returning frob", "insert into t(a) values (1)"):
        with contextlib.suppress(duckdb.BinderException):
            _describe(cursor, text)
        assert cursor.execute("SELECT count(*) FROM duckdb_prepared_statements()").fetchone() == (
            0,
        )


def test_a_returning_is_described_where_a_default_takes_from_a_sequence(cursor):
    cursor.execute("CREATE OR REPLACE TABLE numbered(a INTEGER DEFAULT nextval('s'), b VARCHAR)")
    for returning, names in (("a, a + 1 as c", ["a", "c"]), ("*", ["a", "b"])):
        text = f"insert into numbered (b) values ($1) returning {returning}"
        assert [column.name for column in _describe(cursor, text).columns] == names


def test_session_values_are_typed(cursor):
    assert _answer(cursor, "select version(), current_user, pg_backend_pid()")[1] == [
        "version text",
        "current_user name",
        "pg_backend_pid int4",
    ]
    assert _answer(cursor, "select * from version()")[1] == ["version text"]


def test_duckdb_syntax_is_described(cursor):
    assert _answer(cursor, "from t select a, b where a = $1") == ("int4", ["a int4", "b text"])
    assert _answer(cursor, "select a.x, b: 1 from (select {'x': 1} as a)")[1] == [
        "x int4",
        "b int4",
    ]


def test_types_with_parts(cursor):
    (h, p, q) = _describe(cursor, "insert into odd values ($1, null, null) returning *").columns
    assert [h.name, p.name, q.name] == ["h", "p", "q"]
    assert [field for field, _ in p.type.fields] == ["x", "y"]
    assert oids.TYPES[q.type.oid].name == "_int4"


def test_hints_behind_a_star_find_their_column(cursor):
    found = _answer(cursor, "select length(b), log.*, sum(t.a) over (), log.* from t, log")[1]
    assert found == ["length int4", "a int4", "sum int8", "a int4"]
    found = _answer(cursor, "select length(b), log.*, strpos(b, 'x'), null from t, log")[1]
    assert found == ["length int4", "a int4", "strpos int4", "?column? text"]


def test_sum_over_mixed_columns(cursor):
    text = "select b, sum(a), sum(g), sum(o) + 1 from t group by b having sum(g) > 1 order by 2"
    assert _answer(cursor, text)[1] == [
        "b text",
        "sum int8",
        "sum numeric",
        "?column? int8",  # its own sum is narrow
    ]


@pytest.mark.parametrize(
    ("wanted", "names", "result"),
    [
        (None, ["a", "b"], ["a", "b"]),
        (("x", "y"), ["a", "b"], ["x", "y"]),
        ((None,), ["a", "b"], ["a", "b"]),
        (("x", None, "y"), ["1", "a", "b", "2"], ["x", "a", "b", "y"]),
        (("x", None, "m", None, "y"), ["1", "a", "m", "b", "2"], ["x", "a", "m", "b", "y"]),
        (("x", None), ["1"], ["x"]),
        (("x",), ["a", "b"], ["a", "b"]),
    ],
)
def test_result_names(wanted, names, result):
    assert list(result_names(wanted, names)) == result


def test_a_table_that_is_dropped_in_between_is_40001(cursor, monkeypatch):
    error = {"error": True, "error_message": "Table with name t does not exist!"}
    monkeypatch.setattr(bound_plan, "serialize", lambda *_: error)
    with pytest.raises(PgError) as caught:
        _describe(cursor, "delete from t returning *")
    assert caught.value.sqlstate == "40001"
