"""From a query string to Statements."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.sql.plan import plan
from duckgres.sql.statement import StatementKind
from tests.unit.sql.asking import duckdb_parser, unasked


def test_nothing_is_no_statement():
    assert plan(" -- nothing\n;", unasked) == ()


def test_statements_in_order():
    found = plan("begin; select 1; insert into t values (1); commit", unasked)
    assert [one.tag for one in found] == ["BEGIN", "SELECT", "INSERT 0", "COMMIT"]


def test_parameters_become_slots():
    (found,) = plan("select $2 + $1, '$3', $2 from t where a = any ($4)", unasked)
    assert found.slots == (2, 1, 2, 4)
    assert found.parameter_count == 4
    assert found.any_parameters == {4}
    rendered = found.render(["1", "2", "3", "4"], {})
    assert rendered == "SELECT 2 + 1, '$3', 2 FROM t WHERE a = ANY(4)"


def test_parameters_of_a_prepared_statement_are_its_own():
    (found,) = plan("prepare p(int) as select $1 + 1", unasked)
    assert (found.kind, found.slots, found.parameter_count) == (StatementKind.PREPARE, (), 0)


def test_parameters_of_each_statement_are_its_own():
    first, second = plan("select 'é', $1; select $2", unasked)
    assert (first.slots, second.slots) == ((1,), (2,))
    assert second.sources == (16, 25)


_FRAGMENTS = st.lists(
    st.sampled_from(["a", "'é$1'", "$1", "$23", '"ü$2"', "/* $4 */ 1", "$x$ $5 $x$", "-1", "a.b"]),
    min_size=1,
    max_size=8,
)


@given(st.lists(_FRAGMENTS, min_size=1, max_size=3))
def test_rendering_parameters_as_themselves_is_the_text(queries):
    texts = ["select " + ", ".join(fragments) for fragments in queries]
    found = plan(";\n".join(texts), unasked)
    names = [f"${number}" for number in range(1, 24)]
    written = [one.as_written or one for one in found]
    assert [one.render(names, {}) for one in written] == texts
    for one, fragments in zip(found, queries, strict=True):
        wanted = [int(part[1:]) for part in fragments if part in ("$1", "$23")]
        assert list(one.slots) == wanted


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("select $0", "there is no parameter $0", 8),
        ("select 'é', $70000", "there is no parameter $70000", 13),
        ("create view v as select $1", "there is no parameter $1", 25),
    ],
)
def test_no_such_parameter(text, message, position):
    with pytest.raises(PgError) as caught:
        plan(text, unasked)
    error = caught.value
    assert (error.sqlstate, error.message, error.fields.position) == ("42P02", message, position)


def test_create_table_as_takes_parameters():
    assert plan("create table t as select $1::int", unasked)[0].slots == (1,)


def test_call_is_described_as_a_query():
    (found,) = plan("CALL pragma_version($1)", unasked)
    assert found.kind is StatementKind.QUERY
    assert found.render(["1"], {}) == "FROM pragma_version(1)"


def test_postgresqls_part_of_a_mixed_text_keeps_its_tree():
    text = "begin; select 'é', version(); from t where a = $1"
    begin, select, foreign = plan(text, duckdb_parser)
    assert begin.kind is StatementKind.TRANSACTION
    assert select.slots == ("version",)
    assert not select.duckdb_syntax
    assert foreign.duckdb_syntax
    # The text's places, not the part's.
    assert select.origin.start == text.index("select")
    assert foreign.sources[1] == len(text)


def test_a_text_that_means_the_same_to_both_stays_as_it_is():
    text = "select  a, count(*) from T where b = $1 group by 1"
    (found,) = plan(text, unasked)
    assert found.origin is None
    assert found.render(["$1"], {}) == "select  a, count(*) from T where b = $1 group by 1"


def test_another_text_is_rewritten_and_keeps_what_the_client_wrote():
    (found,) = plan("select  a / $1 from T", unasked)
    assert found.render(["$1"], {}) == "SELECT a / _pg.nonzero($1) FROM t"
    assert found.as_written.render(["$1"], {}) == "select  a / $1 from T"


def test_statements_are_equal_values():
    text = "begin read only; select $1, version() from t"
    assert plan(text, unasked) == plan(text, unasked)


def test_a_long_text_postgresql_refuses_is_not_taken_apart_token_by_token():
    def ask(text):
        raise AssertionError("DuckDB's parser was asked")

    with pytest.raises(PgError, match='syntax error at or near "x"'):
        plan("x " * 200_000, ask)


def test_explain_of_explain_of_explain_is_a_syntax_error():
    with pytest.raises(PgError) as caught:
        plan("explain " * 5000 + "select 1", unasked)
    assert caught.value.sqlstate == "42601"


def test_thousands_of_statements_take_linear_time():
    begin = time.process_time()
    assert len(plan("select 1;" * 4000, unasked)) == 4000
    assert time.process_time() - begin < 5  # a fifth of a second; in quadratic time it was fifteen
