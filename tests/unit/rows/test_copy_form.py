"""Which columns are always quoted."""

import pytest

from duckgres.errors import PgError
from duckgres.rows.copy_form import CopyForm, StreamKind


@pytest.mark.parametrize(
    ("forced", "quoted"),
    [
        (None, (True, True, True)),
        (frozenset(), (False, False, False)),
        (frozenset("a"), (True, False, False)),
        (frozenset("ab"), (True, True, False)),
    ],
)
def test_quoted(forced, quoted):
    assert CopyForm(StreamKind.CSV, force_quote=forced).quoted(("a", "b", "a")) == quoted


def test_a_name_that_is_not_there():
    with pytest.raises(PgError, match='column "x" does not exist') as caught:
        CopyForm(StreamKind.CSV, force_quote=frozenset("x")).quoted(("a",))
    assert caught.value.sqlstate == "42703"
