"""to_char and its kin: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.rules.formatting import directives
from tests.unit.sql.rewriting import expression


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("to_char(a, 'YYYY-MM-DD')", "_pg.to_char_quick(a, 'YYYY-MM-DD', '%Y-%m-%d')"),
        ("to_char(a, 'Day')", "_pg.to_char(a, 'Day')"),
        ("to_char(a, '999')", "_pg.to_char(a, '999')"),
        ("to_char(a, b)", "_pg.to_char(a, b)"),
        ("to_date('05/06/2024', 'DD/MM/YYYY')", "'2024-06-05'::date"),
        ("to_date('x', '')", "NULL::date"),
        ("to_date(a, 'YYYY')", "_pg.to_date(a, 'YYYY')"),
        ("to_timestamp(a, 'YYYY')", "_pg.to_instant(a, 'YYYY')"),
        ("to_number('1,234.50', '9,999.99')", "1234.50"),
        ("to_number(a, '9')", "_pg.to_number(a, '9')"),
    ],
)
def test_call(postgresql, duckdb):
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('YYYY"x"HH24:MI', "%Yx%H:%M"),
        ("Mon 100%", "%b 100%%"),
        ("MON", None),
        ("FMDD", None),
        ("DDth", None),
        ("", None),
    ],
)
def test_directives(template, found):
    assert directives(template) == found


def test_two_constants_are_not_unique():
    with pytest.raises(PgError) as caught:
        expression("to_char('a', 'b')")
    assert (caught.value.sqlstate, caught.value.fields.position) == ("42725", 8)
