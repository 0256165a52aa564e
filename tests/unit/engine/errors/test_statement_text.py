import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.engine.errors.statement_text import StatementText


def _names(parts):
    return [part.name for part in parts]


@given(st.text(alphabet="ab1'\"-/*.: \n(),$é", max_size=40))
def test_tokens_are_pieces_of_the_text_in_order(text):
    end = 0
    for token in StatementText(text).tokens:
        assert token.start >= end
        assert text[token.start : token.end] == token.text
        end = token.end


def test_comments_are_no_tokens():
    assert [t.text for t in StatementText("select /* x */ 1 -- y").tokens] == ["select", "1"]


def test_very_long_text_has_no_tokens():
    assert StatementText("select " + "1," * 40000).tokens == []


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("insert into t values (1)", ["t"]),
        ('INSERT INTO s."T a"(x) values (1)', ["s", "T a"]),
        ("update public.w set x = 1", ["public", "w"]),
        ("delete from only t where a", ["t"]),
        ("alter table if exists T add column x int", ["t"]),
        ("create table if not exists q(a int)", ["q"]),
        ("merge into w using t on true", ["w"]),
        ("select * from t", []),
        ("", []),
    ],
)
def test_target_table(text, table):
    assert _names(StatementText(text).target_table()) == table


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("select b from t group by a", "t"),
        ("select b from s.t", "t"),
        ("select b from t as q where x", "q"),
        ("select b from t q group by 1", "q"),
        ("select b from t, u", None),
        ("select b from t join u on true", None),
        ("select b from t q join u on true", None),
        ("select b from (select 1) q", None),
        ("select b from t where a in (select a from u)", None),
        ("select 1", None),
    ],
)
def test_only_source(text, alias):
    assert StatementText(text).only_source() == alias


@pytest.mark.parametrize(
    ("text", "offset", "literal", "target"),
    [
        ("select 'x'::int", 10, "'x'", "int"),
        ("select cast('x' as double precision)", 7, "'x'", "double precision"),
        ("select cast(y as date)", 7, None, "date"),
        ("select 'x'::int[]", 10, "'x'", "int[]"),
        ("select y::integer", 8, None, "integer"),
        ("insert into t values ('x')", 22, "'x'", None),
        ("select 1", None, None, None),
        ("select 1", 99, None, None),
    ],
)
def test_literal_and_type_of_a_cast(text, offset, literal, target):
    statement = StatementText(text)
    token = statement.literal_at(offset)
    assert (token.text if token else None) == literal
    assert statement.cast_type(offset) == target


def test_call_arguments_are_split_outside_brackets():
    arguments = StatementText("select s.f(1, g(2, 3), 'a,b', [4, 5])").call_arguments(7)
    assert ["".join(t.text for t in a) for a in arguments] == ["1", "g(2,3)", "'a,b'", "[4,5]"]


def test_call_without_arguments_and_no_call():
    assert StatementText("select f()").call_arguments(7) == []
    assert StatementText("select f").call_arguments(7) is None
    assert StatementText("select f(1").call_arguments(7) is not None


def test_find_name_looks_for_whole_names():
    statement = StatementText("select ab, 'a', \"a\" from t where a = 1")
    assert statement.find_name("a") == 16
    assert statement.find_name("a", last=True) == 33
    assert statement.find_name("b") is None
    assert statement.find_word("WHERE") == 27


@pytest.mark.parametrize(
    ("text", "reported", "spelled"),
    [
        ("select NoSuch from t", "NoSuch", "nosuch"),
        ('select "NoSuch" from t', "NoSuch", "NoSuch"),
        ("select 'NoSuch'", "NoSuch", "NoSuch"),
        ("select nosuch", "nosuch", "nosuch"),
        ("", "NoSuch", "NoSuch"),
    ],
)
def test_a_reported_name_is_folded_unless_it_is_quoted(text, reported, spelled):
    assert StatementText(text).folded(reported) == spelled
