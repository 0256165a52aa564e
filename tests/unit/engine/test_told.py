"""How results and parameters are found in what is kept of columns."""

import pytest

from duckgres.engine import facts
from duckgres.engine import told as told_types
from duckgres.pgtypes import oids
from duckgres.sql.plan import plan
from tests.unit.engine.facts_table import cursor_with_facts, told
from tests.unit.sql.asking import unasked

JSONB, JSONB_ARRAY = oids.JSONB, oids.ARRAY_OF[oids.JSONB]


@pytest.fixture
def cursor():
    return cursor_with_facts()


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("select j, k, id from t", {"j": JSONB, "k": oids.JSON}),
        ("select * from t", {"j": JSONB, "k": oids.JSON, "a": JSONB_ARRAY}),
        ("select x.j as y, id from t x", {"y": JSONB}),
        ("select t.id, s.* from (select j, id as i from t) s join t on s.i = t.id", {"j": JSONB}),
        ("select y from (select j from t) s(y)", {"y": JSONB}),
        ("with c as (select j as y from t) select y from c", {"y": JSONB}),
        ("select j from t union all select k from t", {"j": JSONB}),
        ("select j, x.k from json_populate_record(null::t, '{}') x", {"j": JSONB, "k": oids.JSON}),
        ("select j -> 'a' as y, k -> 'a' as z from t", {"y": JSONB, "z": oids.JSON}),
        ("select max(j -> 'a') as y, coalesce(j, '{}') as z from t group by j", {"z": JSONB}),
        ("select array_agg(j) as y from t", {"y": JSONB_ARRAY}),
        ("select (select j from t limit 1) as y", {"y": JSONB}),
        ("select '{}'::jsonb as y, '{}'::json as z", {"y": JSONB, "z": oids.JSON}),
        ("select a[1] as y from t", {"y": JSONB}),
        ("select value from t, jsonb_array_elements(j)", {"value": JSONB}),
        ("select e from t, jsonb_array_elements(j) e", {"e": JSONB}),
        ("select y, z from jsonb_to_record('{}') as r(y jsonb, z int)", {"y": JSONB}),
        ("select j || j as y from t", {"y": JSONB}),
        ("select public.t.j from public.t", {"j": JSONB}),
    ],
)
def test_result_columns(cursor, text, types):
    found = told(cursor, text)
    assert {name: oid for name, oid in found.items() if name in types} == types


@pytest.mark.parametrize(
    ("text", "oid"),
    [
        ("insert into t (id, j) values (1, $1)", JSONB),
        ("insert into t values (1, '{}', $1)", oids.JSON),
        ("insert into t select 1, $1", JSONB),
        ("update t set k = $1", oids.JSON),
        ("update t set id = 1 where k = $1", oids.JSON),
        ("select $1::json", oids.JSON),
        ("select $1::jsonb", JSONB),
        ("select j @> $1 from t", JSONB),
    ],
)
def test_parameters(cursor, text, oid):
    (statement,) = plan(text, unasked)
    assert told_types.parameter_oid(statement, facts.load(cursor), 1) == oid


@pytest.mark.parametrize(
    ("text", "oid"),
    [
        ("update t set n = n || $1", oids.ARRAY_OF[oids.INT4]),
        ("select array_cat(t.n, $1) from t", oids.ARRAY_OF[oids.INT4]),
        ("select j || $1 from t", oids.JSONB),
        ("select j ->> $1 from t", 0),
        ("select array_append(n, $1) from t", oids.INT4),
        ("select jsonb_typeof($1)", oids.JSONB),
        ("select id from t where id = $1", 0),
        ("select 1 from t where $1 = any(n)", 0),
    ],
)
def test_a_parameter_is_what_stands_beside_it(cursor, text, oid):
    (statement,) = plan(text, unasked)
    assert told_types.parameter_beside(statement, facts.load(cursor), 1) == oid
