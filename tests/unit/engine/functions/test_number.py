"""Numerics as texts."""

import pytest

from duckgres.engine.functions.number import quotient
from duckgres.errors import PgError


def test_a_quotient_has_postgresqls_digits():
    assert quotient("35.75", "3") == "11.9166666666666667"
    assert quotient("5", "5.0") == "1.00000000000000000000"


def test_division_by_zero():
    with pytest.raises(PgError) as refused:
        quotient("1.5", "0.00")
    assert refused.value.sqlstate == "22012"
