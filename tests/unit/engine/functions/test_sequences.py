"""What a session has taken from sequences is its own."""

import duckdb
import pytest

from duckgres.engine.functions import sequences
from duckgres.errors import PgError


def test_sessions_do_not_see_each_other():
    one, other = sequences.open_session(), sequences.open_session()
    sequences.note(one, '"public"."s"', 5)
    sequences.note(one, '"public"."t"', 7)
    sequences.note(one, '"public"."s"', 6)
    assert (sequences.current('"public"."s"', one), sequences.last(one)) == (6, 6)
    with pytest.raises(PgError, match='currval of sequence "s" is not yet defined'):
        sequences.current('"public"."s"', other)
    with pytest.raises(PgError, match="lastval is not yet defined"):
        sequences.last(other)
    sequences.forget(one)
    with pytest.raises(PgError, match="lastval is not yet defined"):
        sequences.last(one)
    sequences.close_session(one)
    sequences.note(one, '"public"."s"', 5)  # of a session that is gone


def test_a_name_as_a_parameter_sent_it():
    number = sequences.open_session()
    sequences.note(number, '"public"."s"', 5)
    assert sequences.current("s", number) == 5
    assert sequences.current("public.s", number) == 5


def test_duckdb_notes_the_last_value():
    number = sequences.open_session()
    connection = duckdb.connect(":memory:")
    for function in sequences.FUNCTIONS:
        assert function.changes
    from duckgres.engine.functions import register

    register(connection)
    connection.execute("CREATE SEQUENCE s")
    text = f"SELECT max(_pg_taken(nextval('s'), 's', {number})) FROM range(3000)"
    assert connection.execute(text).fetchone() == (3000,)
    assert connection.execute(f"SELECT _pg_currval('s', {number})").fetchone() == (3000,)
    assert connection.execute(f"SELECT _pg_lastval({number})").fetchone() == (3000,)
    connection.close()
