"""DuckDB's operators as PostgreSQL's nodes."""

import json

import duckdb
import pytest

from duckgres.engine.explain.nodes import plan


@pytest.fixture(scope="module")
def asked():
    """Return a function that plans, or profiles, a query on two tables."""
    with duckdb.connect() as found:
        found.execute("create table t as select i as a, 'x' || i as b from range(1000) r(i)")
        found.execute("create table u as select i as a from range(1000) r(i)")

        def ask(query, words="FORMAT JSON"):
            answer = json.loads(found.execute(f"EXPLAIN ({words}) {query}").fetchall()[0][1])
            return plan(answer[0] if isinstance(answer, list) else answer)

        yield ask


def shape(node):
    """Return titles, nested."""
    below = [shape(child) for child in node.children]
    return (node.title, *below) if below else node.title


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select 1", "Result"),
        ("select * from t where a > 5", "Seq Scan"),
        ("select a from t order by a", ("Sort", "Seq Scan")),
        ("select a from t order by a limit 3", ("Limit", ("Sort", "Seq Scan"))),
        ("select count(*) from t where b like '%x'", ("Aggregate", "Seq Scan")),
        ("select b, count(*) from t group by b", ("HashAggregate", "Seq Scan")),
        (
            "select * from t join u on t.a = u.a",
            ("Hash Join", "Seq Scan", ("Hash", "Seq Scan")),
        ),
        (
            "select * from t left join u on t.a = u.a + 1",
            ("Hash Left Join", "Seq Scan", ("Hash", "Seq Scan")),
        ),
        ("select * from t union all select a, 'x' from u", ("Append", "Seq Scan", "Seq Scan")),
        ("select * from t where false", "Result"),
        ("select row_number() over (order by a) from t", ("WindowAgg", "Seq Scan")),
        ("delete from t where a = 5", ("Delete", "Seq Scan")),
        ("select * from range(5)", "Function Scan"),
    ],
)
def test_the_shape_of_a_plan(asked, query, expected):
    assert shape(asked(query)) == expected


def test_conditions_and_relations_are_told(asked):
    join = asked("select * from t join u on t.a = u.a where t.a > 5")
    assert join.about["Join Type"] == "Inner"
    assert join.details["Hash Cond"].startswith("(")
    scan = join.children[0]
    assert (scan.about["Relation Name"], scan.about["Schema"]) == ("t", "main")
    assert scan.details["Filter"] == "(a > 5)"


def test_costs_grow_upwards(asked):
    node = asked("select b, count(*) from t group by b order by 2")
    while node.children:
        below = node.children[0]
        assert node.total >= below.total >= below.startup
        node = below


def test_analyze_counts_rows_and_times(asked):
    node = asked("select a from t where b = 'x5'", "ANALYZE, FORMAT JSON")
    assert (node.title, node.actual_rows) == ("Seq Scan", 1)
    assert node.milliseconds >= 0


def test_a_change_has_no_rows_and_names_its_table():
    raw = {
        "name": "INSERT",
        "children": [
            {
                "name": "COLUMN_DATA_SCAN",
                "children": [],
                "extra_info": {"Estimated Cardinality": "2"},
            }
        ],
        "extra_info": {},
    }
    node = plan(raw, "t")
    assert (node.about["Relation Name"], node.rows) == ("t", 0)
    assert node.children[0].type == "Values Scan"


def test_an_operator_nobody_knows_is_shown_by_its_name():
    child = {"name": "SEQ_SCAN", "children": [], "extra_info": {"Table": "t"}}
    node = plan({"name": "NEW_THING", "children": [child], "extra_info": {}})
    assert shape(node) == ("Custom Scan (NEW_THING)", "Seq Scan")


def test_an_integer_constant_is_four_bytes_wide(asked):
    assert asked("select 1").width == 4
    assert asked("select 1, 'x', -2, 3000000000 from t").width == 4 + 8 + 4 + 8
