"""The text format's escapes; more is judged in test_copy_rows."""

import pytest

from duckgres.rows.copy_form import CopyForm, StreamKind
from duckgres.rows.copy_text import escape_field


@pytest.mark.parametrize(
    ("delimiter", "text", "field"),
    [
        (b"\t", "a\tb\\c", "a\\tb\\\\c"),
        (b"|", "a\tb|c", "a\\tb\\|c"),
        (b"\x02", "\x01\x02", "\x01\\\x02"),
        (b"\t", "", ""),
    ],
)
def test_escapes(delimiter, text, field):
    assert escape_field(text, CopyForm(StreamKind.TEXT, delimiter)) == field
