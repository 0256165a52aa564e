"""Subscripts of documents, and parts of columns that are set."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        (
            "update t set a[2] = 5",
            "UPDATE t SET a = _pg.with_part(t.a, t.a, 2, ARRAY[2::text], true, 5)",
        ),
        (
            "update t u set j['k']['l'] = '1' where id = 1",
            "UPDATE t u SET j = _pg.with_inner_part(u.j, u.j, 'k',"
            " ARRAY['k'::text, 'l'::text], false, '1') WHERE id = 1",
        ),
        (
            "insert into t (id) values (1) on conflict (id) do update set a[1] = 2",
            "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET a ="
            " _pg.with_part(t.a, t.a, 1, ARRAY[1::text], true, 2)",
        ),
    ],
)
def test_a_part_is_set_by_setting_the_column(postgresql, duckdb):
    assert rewritten(postgresql) == duckdb


def test_parts_of_one_column_are_set_together():
    text = rewritten("update t set a[1] = 5, b = 2, a[2] = 6")
    assert text.count("SET") == 1
    assert text.count("a = ") == 1
    assert text.endswith("b = 2")


def test_a_field_of_a_row_is_no_subscript():
    assert "with_part" not in rewritten("update t set r.f = 5, b = b % 2")


@pytest.mark.parametrize(
    "text", ["update t set a[1:2] = '{1,2}'", "select (jsonb_each(a)).* from t"]
)
def test_what_is_refused(text):
    with pytest.raises(PgError) as refused:
        rewritten(text)
    assert refused.value.sqlstate == "0A000"
