"""COMMENT ON."""

import pytest

from duckgres.sql.ddl.comments import Comment
from duckgres.sql.ddl.steps import Name
from tests.unit.sql.ddl.planning import steps


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("table s.t is 'x'", Comment("table", Name("s", "t"), "", "x")),
        ("column t.c is 'x'", Comment("column", Name("", "t"), "c", "x")),
        ("column s.t.c is null", Comment("column", Name("s", "t"), "c", None)),
        ("view v is ''", Comment("view", Name("", "v"), "", None)),
        ("type m is 'x'", Comment("type", Name("", "m"), "", "x")),
        ("schema s is 'x'", Comment("schema", Name("", ""), "", "x")),
    ],
)
def test_comment(text, comment):
    assert steps(f"comment on {text}") == (comment,)
