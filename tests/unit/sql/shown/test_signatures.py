"""PostgreSQL's catalog as the expressions ask it."""

from duckgres.sql.shown.signatures import Signature, catalog, is_generic


def test_it_is_read_whole():
    found = catalog()
    assert len(found.operators["="]) > 50
    assert Signature(("text",), "text") in found.functions["lower"]
    assert found.casts["int4", "int8"] == "i"


def test_categories():
    found = catalog()
    assert found.category("int4") == "N"
    assert found.category("text[]") == "A"
    assert found.category("public.mood") == "own"
    assert found.preferred("float8")


def test_what_fits():
    fits = catalog().fits
    assert fits("int4", "numeric")
    assert not fits("numeric", "int4")
    assert fits("varchar[]", "text[]")
    assert fits("int4[]", "anyarray")
    assert not fits("int4", "anyarray")
    assert not fits("int4[]", "anynonarray")
    assert fits("unknown", "date")


def test_types_that_stand_for_many():
    assert is_generic("anyelement")
    assert not is_generic("text")
