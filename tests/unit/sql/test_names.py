"""PostgreSQL's column names and the types the tree knows."""

import pytest

from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked
from tests.unit.sql.name_recording import RECORDED


def _column_names(text):
    return plan(text, unasked)[0].column_names


@pytest.mark.parametrize(("text", "recorded"), RECORDED)
def test_names_are_postgresqls(text, recorded):
    found = list(_column_names(text))
    if None not in found:
        assert found == recorded
        return
    first, last = found.index(None), found[::-1].index(None)
    assert found[:first] == recorded[:first]
    assert found[len(found) - last :] == recorded[len(recorded) - last :]
    assert len(found) <= len(recorded)


@pytest.mark.parametrize("text", ["create table t(a int)", "begin", "show x", "delete from t"])
def test_no_columns_no_names(text):
    assert _column_names(text) is None


@pytest.mark.parametrize(
    ("text", "oids"),
    [
        ("select length(b), a, pg_catalog.strpos(b, 'x') from t", (23, None, 23)),
        ("select coalesce(length(b), 0) + 1, max(length(b)), -ascii(b)", (23, 23, 23)),
        ("select sum(a), coalesce(sum(a), 0), sum(a) + length(b)", (20, 20, 20)),
        ("select date_part('year', c), null", (701, 25)),
        ("update t set a = 1 returning length(b)", (23,)),
        ("select a, 1, count(*), 1 + 1 from t", ()),
        ("select my.length(b), length(b) * 1.5, length(b) || 'x', length(b) + a", ()),
        ("select length(b) from t union select 1", ()),
        ("begin", ()),
        ("select a::varchar(3), a::char, a::name, b'1', a::text", (1043, 1042, 19, 1560, None)),
        (
            "select 'a' || null, 'a' || b || null::text, null || null, a || null",
            (25, 25, 25, None),
        ),
    ],
)
def test_types_told_by_the_tree(text, oids):
    assert plan(text, unasked)[0].result_oids == oids
