"""A column type is a plain value: compared by what it says, and never changed."""

import dataclasses

import duckdb
import pytest

from duckgres.pgtypes.oids import INT4, OID_OF
from duckgres.pgtypes.types import DATE_INFINITY, TIMESTAMP_INFINITY, ColumnType, OutputStyle


def test_types_that_say_the_same_are_the_same():
    element = ColumnType(INT4, "int4", 4, source="INTEGER")
    one = ColumnType(OID_OF["_int4"], "array", element=element, source="INTEGER[]")
    other = ColumnType(
        OID_OF["_int4"], "array", element=dataclasses.replace(element), source="INTEGER[]"
    )
    assert one == other
    assert hash(one) == hash(other)  # shapes and plans are kept under them
    assert one != dataclasses.replace(one, source="BIGINT[]")


@pytest.mark.parametrize("value", [ColumnType(INT4, "int4"), OutputStyle()])
def test_nobody_changes_what_others_share(value):
    name = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, 0)


def test_what_is_not_said_is_postgresqls_default():
    plain = ColumnType(INT4, "int4")
    assert (plain.size, plain.typmod) == (-1, -1)
    assert OutputStyle() == OutputStyle(time_zone="UTC", extra_float_digits=1)


def test_infinity_is_what_duckdb_puts_into_its_buffers():
    with duckdb.connect() as connection:
        query = "select 'infinity'::timestamp, '-infinity'::timestamp, 'infinity'::date"
        micros, negative, days = connection.execute(query).to_arrow_table().columns
    assert micros.cast("int64").to_pylist() == [TIMESTAMP_INFINITY]
    assert negative.cast("int64").to_pylist() == [-TIMESTAMP_INFINITY]
    assert days.cast("int32").to_pylist() == [DATE_INFINITY]
