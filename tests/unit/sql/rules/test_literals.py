"""Constants: what DuckDB gets."""

from decimal import Decimal

import pytest

from duckgres.errors import PgError
from duckgres.sql.rules.literals import numeric
from tests.unit.sql.rewriting import expression


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("1e5", "100000."),
        ("1.5e-3", "0.0015"),
        ("1.50", "1.50"),
        ("99999999999999999999", "99999999999999999999."),
        ("1e300", "1e300"),
        ("b'101'", "'101'::bitstring"),
        ("x'1F'", "'00011111'::bitstring"),
    ],
)
def test_constant(postgresql, duckdb):
    assert expression(f"a = {postgresql}") == f"a = {duckdb}"


@pytest.mark.parametrize(
    ("postgresql", "sqlstate"),
    [("1e400", "0A000"), ("0." + "1" * 39, "0A000"), ("b'12'", "22P02")],
)
def test_refusal(postgresql, sqlstate):
    with pytest.raises(PgError) as refusal:
        expression(f"a = {postgresql}")
    assert (refusal.value.sqlstate, refusal.value.fields.position) == (sqlstate, 12)


def test_a_number_has_at_most_38_digits():
    assert numeric(Decimal("0." + "0" * 38 + "1")) is None
    assert numeric(Decimal("NaN")) is None
    assert numeric(Decimal(10**37)).a_const.fval.fval == f"{10**37}."
