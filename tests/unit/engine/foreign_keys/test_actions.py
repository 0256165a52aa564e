"""What becomes of the children."""

import pytest

from duckgres.engine.foreign_keys.actions import action_of
from duckgres.engine.foreign_keys.key import ForeignKey, TableName
from duckgres.engine.foreign_keys.keys import Keys

KEY = ForeignKey(
    "k", TableName("public", "c"), ("p", "q"), TableName("public", "t"), ("a", "b"),
    set_columns=("q",),
)  # fmt: skip
KEYS = Keys(("INTEGER", "INTEGER"), 2, (("1", "2"),))


@pytest.mark.parametrize(
    ("action", "updates", "begins", "sets"),
    [
        ("c", False, 'DELETE FROM "public"."c" AS c USING', []),
        ("c", True, 'UPDATE "public"."c" AS c SET "p" = k.n0, "q" = k.n1 FROM', ["p", "q"]),
        ("n", True, 'UPDATE "public"."c" AS c SET "p" = NULL, "q" = NULL FROM', ["p", "q"]),
        ("n", False, 'UPDATE "public"."c" AS c SET "q" = NULL FROM', ["q"]),
        ("d", False, 'UPDATE "public"."c" AS c SET "q" = DEFAULT FROM', ["q"]),
    ],
)
def test_statements(action, updates, begins, sets):
    found = action_of(KEY, action, KEYS, updates=updates)
    assert found.text.startswith(begins)
    assert found.text.endswith('WHERE c."p" = k.k0 AND c."q" = k.k1')
    assert found.sets == sets
    assert found.defaults == (action == "d")


def test_queries_for_the_rows_it_takes():
    found = action_of(KEY, "c", KEYS, updates=True)
    assert found.query(["q", "z"], new=True) == (
        'SELECT c."q" AS k0, c."z" AS k1, k.n1 AS n0, c."z" AS n1 FROM "public"."c" AS c, '
        f'{KEYS.source("k")} WHERE c."p" = k.k0 AND c."q" = k.k1'
    )
    assert action_of(KEY, "d", KEYS, updates=False).query(["q"], new=True) is None
