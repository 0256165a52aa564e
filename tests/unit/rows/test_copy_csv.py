"""When csv quotes; more is judged in test_copy_rows."""

import pytest

from duckgres.rows.copy_csv import quote_field
from duckgres.rows.copy_form import CopyForm, StreamKind

CSV = CopyForm(StreamKind.CSV, b",", b"")


@pytest.mark.parametrize(
    ("text", "forced", "single", "field"),
    [
        ("a", False, False, "a"),
        ("a", True, False, '"a"'),
        ("", False, False, '""'),
        ("a,b", False, False, '"a,b"'),
        ('a"b', False, False, '"a""b"'),
        ("a\rb", False, False, '"a\rb"'),
        ("\\.", False, True, '"\\."'),
        ("\\.", False, False, "\\."),
    ],
)
def test_quotes(text, forced, single, field):
    assert quote_field(text, CSV, forced=forced, single=single) == field
