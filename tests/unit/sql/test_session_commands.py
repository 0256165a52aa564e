"""Commands are values: planned twice, the same text gives the same command."""

import pytest

from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


@pytest.mark.parametrize(
    "text",
    [
        "prepare p(int) as select $1",
        "execute p(1)",
        "declare c scroll cursor for select 1",
        "fetch backward 2 from c",
        "close c",
        "notify a, 'x'",
    ],
)
def test_the_same_text_is_the_same_command(text):
    (one,), (two,) = plan(text, unasked), plan(text, unasked)
    assert one.command == two.command
    assert one.command is not two.command
