"""Names as messages show them."""

from duckgres.sql.ddl.steps import Name


def test_a_name_is_shown_with_the_schema_that_was_written():
    assert Name("", "t").shown == "t"
    assert Name("s", "t").shown == "s.t"
