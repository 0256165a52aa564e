"""Statements in DuckDB's own syntax."""

import duckdb
import pytest

from duckgres.errors import PgError
from duckgres.sql.foreign import PRAGMAS
from duckgres.sql.plan import plan
from duckgres.sql.statement import StatementKind
from tests.unit.sql.asking import duckdb_parser, unasked

_QUERY, _MODIFY, _UTILITY = StatementKind.QUERY, StatementKind.MODIFY, StatementKind.UTILITY


@pytest.mark.parametrize(
    ("text", "kind", "tag", "counts"),
    [
        ("from t", _QUERY, "SELECT", True),
        ("describe t", _QUERY, "SELECT", True),
        ("summarize select 1", _QUERY, "SELECT", True),
        ("show all tables", _QUERY, "SELECT", True),
        ("select {'a': 1}, [1, 2] ", _QUERY, "SELECT", True),
        ("pivot t on a using sum(b)", _QUERY, "SELECT", True),
        ("unpivot t on a", _QUERY, "SELECT", True),
        ("pragma table_info('t')", _QUERY, "SELECT", True),
        ("call pragma_version(x := {'a': 1})", _QUERY, "CALL", False),
        ("insert or replace into t values (1)", _MODIFY, "INSERT 0", True),
        ("with x as (from t) insert into t from x", _MODIFY, "INSERT 0", True),
        ("update t set a = {'b': 1}", _MODIFY, "UPDATE", True),
        ("delete from t where a = {'b': 1}", _MODIFY, "DELETE", True),
        ("create or replace table t(a int)", _UTILITY, "CREATE TABLE", False),
        ("create or replace temp table t as from u", _UTILITY, "SELECT", True),
        ("create macro f(a) as a + 1", _UTILITY, "CREATE MACRO", False),
        ("create or replace temp view v as from t", _UTILITY, "CREATE VIEW", False),
        ("drop macro f", _UTILITY, "DROP MACRO", False),
        ("create table s(a struct(b int))", _UTILITY, "CREATE TABLE", False),
    ],
)
def test_kind_and_tag(text, kind, tag, counts):
    (found,) = plan(text, duckdb_parser)
    assert (found.kind, found.tag, found.counts) == (kind, tag, counts)
    assert found.duckdb_syntax
    assert found.column_names is None
    assert found.render((), {}).strip() in (text.strip(), text.replace("call", "FROM", 1))


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("from t", (False, False, True)),
        ("insert or replace into t values (1) returning a", (True, False, True)),
        ("insert or replace into t (a) values ((select 'returning'))", (True, False, False)),
        ("create or replace table t(a int)", (True, True, False)),
    ],
)
def test_flags(text, flags):
    (found,) = plan(text, duckdb_parser)
    assert (found.writes, found.changes_catalog, found.returns_rows) == flags


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("attach 'x' as y", "ATTACH"),
        ("detach y", "DETACH"),
        ("install json", "INSTALL"),
        ("force install json", "FORCE"),
        ("load json", "LOAD"),
        ("export database 'x'", "EXPORT DATABASE"),
        ("use memory", "USE"),
        ("set global threads = 2", "SET"),
        ("set variable x = 1", "SET"),
        ("reset global threads", "RESET"),
        ("checkpoint memory", "CHECKPOINT of another database"),
        ("copy (from t) to 'x'", "COPY"),
        ("create secret s (type s3)", "CREATE SECRET"),
        ("create or replace temporary secret s (type s3)", "CREATE SECRET"),
        ("drop secret s", "DROP SECRET"),
        ("explain attach 'x' as y", "ATTACH"),
    ],
)
def test_denied(text, what):
    (found,) = plan(text, duckdb_parser)
    assert found.kind is StatementKind.REFUSED
    assert found.refusal is not None
    assert found.refusal.sqlstate == "42501"
    assert found.refusal.message == f"permission denied: {what}"


@pytest.mark.parametrize(
    "text",
    [
        "import database '/nowhere'",
        "explain import database '/nowhere'",
        "select 1; import database '/nowhere'",
        "pragma import_database('/nowhere')",
        "pragma threads = 2",
        "pragma enable_profiling",
        "pragma",
        "update extensions",
    ],
)
def test_denied_before_duckdb_parses_it(text):
    found = plan(text, unasked)[-1]
    assert found.refusal is not None
    assert found.refusal.sqlstate == "42501"


def test_import_is_read_while_parsing():
    """Why it must not reach DuckDB's parser."""
    with pytest.raises(duckdb.IOException):
        duckdb.connect(":memory:").extract_statements("import database '/nowhere'")


@pytest.mark.parametrize("name", sorted(PRAGMAS - {"storage_info", "table_info", "show"}))
def test_allowed_pragmas_are_queries(name):
    assert plan(f"pragma {name}", duckdb_parser)[0].kind is _QUERY


def test_parameters_become_slots():
    (found,) = plan("from t select $2, 'é$1' where a in $1 and b = any($3)", duckdb_parser)
    assert found.slots == (2, 1, 3)
    assert found.parameter_count == 3
    assert found.any_parameters == {3}
    assert (
        found.render(["1", "2", "3"], {}) == "from t select 2, 'é$1' where a in 1 and b = any(3)"
    )


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("select ? from t", 'syntax error at or near "from"', 10),
        ("from t select $name", 'syntax error at or near "from"', 1),
        ("selec 1", 'syntax error at or near "selec"', 1),
        ("select 'é' frm 'x'", "syntax error at or near \"'x'\"", 16),
        ("select 1; from t; selec", 'syntax error at or near "from"', 11),
        ("copy t to stdout (force_quote (1))", 'syntax error at or near "1"', 32),
        ("select 1; 'open", 'unterminated quoted string at or near "\'open"', 11),
    ],
)
def test_refused_by_both_is_postgresqls_error(text, message, position):
    with pytest.raises(PgError) as caught:
        plan(text, duckdb_parser)
    error = caught.value
    assert (error.sqlstate, error.message, error.fields.position) == ("42601", message, position)


def test_explain_keeps_analyze_and_json():
    (found,) = plan("explain analyze from t", duckdb_parser)
    assert found.render((), {}) == "EXPLAIN (ANALYZE, FORMAT JSON) from t"
    assert found.explained is not None
    assert found.explained.render((), {}) == "from t"
    (found,) = plan("explain (format json) from t", duckdb_parser)
    assert found.render((), {}) == "EXPLAIN (FORMAT JSON) from t"
    (found,) = plan("explain (from t)", duckdb_parser)
    assert found.render((), {}) == "EXPLAIN (FORMAT JSON) (from t)"


def one(text):
    (found,) = plan(text, duckdb_parser)
    return found


def test_what_is_prepared_may_be_duckdbs():
    found = one('prepare "P x" as from t where a = $1')
    assert (found.kind, found.command.name) == (StatementKind.PREPARE, "P x")
    assert found.command.statement.text == "from t where a = $1"


@pytest.mark.parametrize(
    "text", ["prepare p as create or replace table x as from t", "execute p(a := 1)"]
)
def test_other_forms_of_preparing_are_refused(text):
    assert one(text).kind is StatementKind.REFUSED
