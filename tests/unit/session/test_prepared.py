"""What has a name: kept, replaced, refused and closed."""

import pytest

from duckgres.errors import PgError
from duckgres.session.prepared import Named, Portals, Statements


class Thing:
    """Counts how often it is closed."""

    def __init__(self):
        self.closed = 0

    def close(self):
        self.closed += 1


def refusal(call, *args):
    with pytest.raises(PgError) as caught:
        call(*args)
    return caught.value.sqlstate, caught.value.message


def test_what_is_replaced_is_closed():
    things, old, new = Named("thing", "26000", "42P05"), Thing(), Thing()
    things.add("", old)
    things.add("", new)
    assert things.get("") is new
    assert (old.closed, new.closed) == (1, 0)


def test_dropping_tells_whether_there_was_one_and_closes_it_once():
    things, thing = Named("thing", "26000", "42P05"), Thing()
    things.add("a", thing)
    assert things.drop("a")
    assert not things.drop("a")
    assert thing.closed == 1


def test_clear_closes_all():
    things, all_of_them = Portals(), [Thing(), Thing(), Thing()]
    for i, thing in enumerate(all_of_them):
        things.add(str(i), thing)
    things.clear()
    assert len(things) == 0
    assert [thing.closed for thing in all_of_them] == [1, 1, 1]


@pytest.mark.parametrize(
    ("kind", "missing", "taken"),
    [
        (
            Statements,
            ("26000", 'prepared statement "a" does not exist'),
            ("42P05", 'prepared statement "a" already exists'),
        ),
        (
            Portals,
            ("34000", 'portal "a" does not exist'),
            ("42P03", 'cursor "a" already exists'),
        ),
    ],
)
def test_missing_and_taken_names_are_refused_in_postgresqls_words(kind, missing, taken):
    things = kind()
    assert refusal(things.get, "a") == missing
    things.check_new("a")
    things.add("a", Thing())
    assert refusal(things.check_new, "a") == taken


def test_the_unnamed_one_is_always_new_and_has_its_own_word_when_missing():
    statements = Statements()
    assert refusal(statements.get, "") == (
        "26000",
        "unnamed prepared statement does not exist",
    )
    statements.add("", Thing())
    statements.check_new("")


def test_deallocate_refuses_a_missing_name():
    assert refusal(Statements().deallocate, "a") == (
        "26000",
        'prepared statement "a" does not exist',
    )


def test_deallocate_all_keeps_the_unnamed_statement():
    statements = Statements()
    for name in ("", "a", "b"):
        statements.add(name, Thing())
    statements.deallocate(None)
    assert len(statements) == 1
    statements.get("")
