"""A bytea that only a column would tell."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    "text",
    [
        r"insert into t values (1, '\xDEAD')",
        r"update t set a = '\xDEAD'",
        r"select 1 from t where a = '\xDEAD'",
        r"select 1 from t where '\xDE AD' < a",
    ],
)
def test_it_is_refused(text):
    with pytest.raises(PgError, match="a bytea constant without a type") as refusal:
        rewritten(text)
    assert refusal.value.sqlstate == "0A000"
    assert refusal.value.fields.position == text.index("'") + 1


@pytest.mark.parametrize(
    "text",
    [
        r"insert into t values (1, '\x41')",
        r"insert into t values ('\xDEAD'::bytea)",
        r"update t set a = '\xDEAD'::text",
        r"select '\xDEAD'",
        r"select 1 where 'a' = '\xDEAD'",
    ],
)
def test_what_means_the_same_to_both_is_not(text):
    assert rewritten(text)
