"""Statements that name another are described as that is."""

from duckgres.session.describing import describe, revalidate
from duckgres.session.descriptions import NOTHING
from duckgres.session.prepared import PreparedStatement
from duckgres.sql.plan import plan
from duckgres.wire.frontend import Query


def described(session, text):
    (statement,) = plan(text, None)
    return describe(session, statement, ())


def test_what_is_not_there_has_no_columns(talk):
    talk(Query("begin"))
    assert described(talk.session, "execute p") is NOTHING
    assert described(talk.session, "fetch c").columns is None


def test_a_cursor_takes_its_querys_parameters_and_returns_nothing(talk):
    talk(Query("begin"))
    found = described(talk.session, "declare c cursor for select $1")
    assert (len(found.parameter_oids), found.columns) == (1, None)


def test_execute_and_fetch_may_change_between_two_runs(talk):
    talk(Query("prepare p as select 1"))
    (statement,) = plan("execute p", None)
    found = revalidate(talk.session, PreparedStatement(statement, (), NOTHING))
    assert [column.name for column in found.columns] == ["a"]
