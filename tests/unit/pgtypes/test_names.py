"""Types are spoken of by the names of the standard."""

import pytest

from duckgres.pgtypes import oids
from duckgres.pgtypes.names import display_name


@pytest.mark.parametrize(
    ("oid", "name"),
    [
        (oids.INT4, "integer"),
        (oids.NUMERIC, "numeric"),
        (oids.TIMESTAMPTZ, "timestamp with time zone"),
        (oids.ARRAY_OF[oids.VARCHAR], "character varying[]"),
        (oids.CHAR, '"char"'),
        (1, "???"),
    ],
)
def test_a_type_has_its_long_name(oid, name):
    assert display_name(oid) == name
