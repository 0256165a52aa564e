"""PREPARE and EXECUTE share the prepared statements of the extended protocol."""

import pytest

from duckgres.wire.frontend import Bind, Describe, Execute, Parse, Query, Sync
from tests.fixtures.fix_session import Rows


@pytest.fixture
def started(talk, fake_engine):
    """Prepare ``select $1``, execute it, and return the text that DuckDB got, or the error."""

    def run(arguments, types=""):
        heard = talk(Query(f"prepare p{types} as select $1"), Query(f"execute p{arguments}"))
        texts = [call for call in fake_engine.calls if call.startswith("start")]
        return texts[-1].removeprefix("start ") if texts else heard[2]

    return run


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ("(1)", "select CAST(1 AS INTEGER)"),
        ("('1')", "select CAST(1 AS INTEGER)"),
        ("(null)", "select CAST(NULL AS INTEGER)"),
        ("(1.6)", "select CAST(CAST('1.6' AS DECIMAL(2,1)) AS INTEGER)"),
        ("(true)", "ERROR 42804: parameter $1 of type boolean cannot be coerced to the expected"
         " type integer"),
        ("", 'ERROR 42601: wrong number of parameters for prepared statement "p"'),
        ("('x')", 'ERROR 22P02: invalid input syntax for type integer: "x"'),
    ],
)  # fmt: skip
def test_arguments_become_the_parameters_values(started, arguments, text):
    assert started(arguments) == text


def test_an_expression_is_selected_first(talk, fake_engine):
    fake_engine.answers["SELECT 1 + 1"] = Rows("2")
    talk(Query("prepare p(text) as select $1"), Query("execute p(1 + 1)"))
    assert "start SELECT 1 + 1" in fake_engine.calls


def test_each_protocol_runs_what_the_other_has_prepared(talk):
    heard = talk(
        Query("prepare p as select 1"), Bind("", "p", (), (), ()), Execute("", 0), Sync(),
        Parse("q", "select 2", ()), Sync(), Query("execute q"), Parse("p", "select 3", ()), Sync(),
    )  # fmt: skip
    assert heard == [
        "PREPARE", "I", "BindComplete", "row 1", "SELECT 1", "I", "ParseComplete", "I",
        "columns a", "row 1", "SELECT 1", "I",
        'ERROR 42P05: prepared statement "p" already exists', "I",
    ]  # fmt: skip


def test_execute_is_described_as_what_it_executes(talk):
    heard = talk(
        Query("prepare p as select 1"), Parse("", "execute p", ()), Describe("S", ""), Sync()
    )
    assert heard[2:] == ["ParseComplete", "types ", "columns a", "I"]


def test_create_table_as_execute_is_one_statement(talk, fake_engine):
    talk(Query("prepare p as select 5"), Query("create table x as execute p"))
    assert any("CREATE TABLE x AS SELECT 5" in call for call in fake_engine.calls)


def test_errors_have_no_place_in_another_text(talk):
    heard = talk(Query("begin read only"), Query("prepare p as delete from t"), Query("execute p"))
    assert heard[4] == "ERROR 25006: cannot execute DELETE in a read-only transaction"


def test_what_was_prepared_is_known_with_its_text(talk):
    talk(Query("prepare p as select 1"))
    found = talk.session.statements.find("p")
    assert (found.text, found.from_sql) == ("prepare p as select 1", True)
