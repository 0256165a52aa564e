"""Parts of expressions: where their casts stand."""

from duckgres.sql.shown.value import Value


def test_a_cast_stands_where_another_type_is_wanted():
    assert Value("v", "varchar").as_type("text") == "(v)::text"
    assert Value("v", "text").as_type("text") == "v"
    assert Value("v", "").as_type("text") == "v"
    assert Value("v", "int4").as_type("anyelement") == "v"


def test_a_constant_takes_the_type_that_is_wanted():
    written = Value("'x'::text", "unknown", literal="x")
    assert written.as_type("varchar") == "'x'::character varying"
    assert written.as_type("any") == "'x'"
    assert Value("NULL", "unknown", null=True).as_type("int4") == "NULL::integer"
