"""EXPLAIN's rows are made of DuckDB's JSON."""

import json

from duckgres.wire.frontend import Query

SCAN = {"name": "SEQ_SCAN", "children": [], "extra_info": {"Table": "d.public.t"}}


def test_a_line_is_a_row(talk, fake_engine):
    sort = {"name": "ORDER_BY", "children": [SCAN], "extra_info": {"Order By": "d.public.t.a ASC"}}
    fake_engine.answers["EXPLAIN (FORMAT JSON) select a from t order by a"] = [
        ("physical_plan", json.dumps([sort]))
    ]
    assert talk(Query("explain (costs off) select a from t order by a")) == [
        "columns QUERY PLAN", "row Sort", "row   Sort Key: a", "row   ->  Seq Scan on t",
        "EXPLAIN", "I",
    ]  # fmt: skip


def test_a_document_is_one_row(talk, fake_engine):
    fake_engine.answers["EXPLAIN (FORMAT JSON) select a from t"] = [("", json.dumps([SCAN]))]
    heard = talk(Query("explain (format json) select a from t"))
    assert json.loads(heard[1].removeprefix("row "))[0]["Plan"]["Node Type"] == "Seq Scan"


def test_analyze_that_duckdb_does_not_tell_of_shows_the_plan(talk, fake_engine):
    fake_engine.answers["EXPLAIN (ANALYZE, FORMAT JSON) select a from t"] = [
        ("analyzed_plan", '{"result": "error"}')
    ]
    fake_engine.answers["EXPLAIN (FORMAT JSON) select a from t"] = [("", json.dumps([SCAN]))]
    heard = talk(Query("explain (analyze, costs off, summary off) select a from t"))
    assert heard == ["columns QUERY PLAN", "row Seq Scan on t", "EXPLAIN", "I"]
