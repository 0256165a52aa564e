from duckgres.pgtypes import oids


def test_every_array_type_has_its_element():
    for row in oids.BASE_TYPES:
        if row.array:
            assert oids.ELEMENT_OF[row.array] == row.oid
            assert oids.TYPES[row.array].kind == "array"


def test_no_oid_is_there_twice():
    numbers = [row.oid for row in oids.BASE_TYPES] + list(oids.ELEMENT_OF)
    assert len(numbers) == len(set(numbers)) == len(oids.TYPES)


def test_well_known_numbers():
    assert (oids.INT4, oids.TEXT, oids.NUMERIC, oids.JSONB) == (23, 25, 1700, 3802)
    assert oids.ARRAY_OF[oids.TEXT] == 1009
