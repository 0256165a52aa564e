"""The texts of the relations, in both variants."""

from duckgres.catalog import registry, relations
from duckgres.catalog.relations import OWN, SHARED


def test_a_variant_fills_the_places_of_a_text():
    text = "SELECT {pg}f(a) FROM {now}rel, {is}columns"
    assert SHARED.fill(text) == "SELECT _pg.main.f(a) FROM _pg_now.main.rel, _pg.info.columns"
    assert OWN.fill(text) == "SELECT _pg.own.f(a) FROM temp.main._pg_rel, _pg.own_info.columns"


def test_a_snapshot_makes_every_table():
    for variant, made in ((SHARED, "TABLE _pg_now.main."), (OWN, "TEMP TABLE temp.main._pg_")):
        texts = relations.snapshot(variant)
        assert len(texts) == len(relations.TABLES)
        for name, text in zip(relations.TABLES, texts, strict=True):
            assert text.startswith(f"CREATE OR REPLACE {made}{name} AS")
            assert not any(place in text for place in ("{now}", "{pg}", "{is}"))


def test_every_file_of_a_snapshot_is_a_table():
    folder = relations.files(relations.__package__) / "snapshot"
    names = {file.name.removesuffix(".sql") for file in folder.iterdir()}
    assert names == set(relations.TABLES)


def test_every_relation_is_there_twice():
    made = relations.statements()
    assert len(made) % 2 == 1  # three schemas, and pairs
    assert f"CREATE MACRO {registry.CATALOG}.main.pg_namespace()" in "\n".join(made)
    assert f"CREATE MACRO {registry.CATALOG}.own.pg_namespace()" in "\n".join(made)


def test_functions_that_read_the_catalog_are_known():
    assert relations.function_names().isdisjoint(registry.function_names())


def test_a_relation_of_the_snapshot_has_postgresqls_types():
    made = next(text for text in relations.statements() if "MACRO _pg.main.pg_enum()" in text)
    assert 'AS TABLE SELECT CAST("oid" AS UINTEGER) AS "oid"' in made
    assert 'CAST("enumsortorder" AS REAL) AS "enumsortorder"' in made


def test_what_a_relation_reads_is_made_before_it():
    made = relations.statements()
    places = {text.split(" AS ", 1)[0]: place for place, text in enumerate(made)}
    assert places["CREATE MACRO _pg.main.pg_class()"] < places["CREATE MACRO _pg.info.tables()"]
    assert (
        places["CREATE MACRO _pg.info.columns()"]
        < places["CREATE MACRO _pg.info.data_type_privileges()"]
    )
