"""A write and what it brings about are one transaction."""

import pytest

from duckgres.engine.foreign_keys.running import analyzed, guarded
from duckgres.errors import PgError
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


def test_what_fails_leaves_nothing(family):
    cursor = family.engine.cursor

    def run():
        cursor.execute("insert into p values (50, 50)")
        raise PgError("no", sqlstate="XX000")

    with pytest.raises(PgError):
        guarded(cursor, family.guard, run, alone=True)
    assert family.rows("select count(*) from p") == [(3,)]


def test_in_a_transaction_nothing_ends(family):
    cursor = family.engine.cursor
    cursor.execute("begin")
    assert guarded(cursor, family.guard, lambda: 7, alone=False) == 7
    cursor.execute("rollback")


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("explain delete from t", False),
        ("explain analyze delete from t", True),
        ("select 1", False),
    ],
)
def test_what_explain_runs(text, runs):
    (statement,) = plan(text, unasked)
    assert (analyzed(statement) is not None) is runs
