"""The forms of a plan, as PostgreSQL 16 writes them."""

import json

import pytest

from duckgres.engine.explain.nodes import Node
from duckgres.engine.explain.output import FORMATS, Style, document, text

PLAIN = Style(costs=False, timing=False)


def tree():
    scan = Node("Seq Scan", "Seq Scan", {"Relation Name": "t", "Alias": "t", "Schema": "public"})
    scan.rows, scan.total, scan.width = 100, 1.0, 8
    scan.details["Filter"] = "(a > 5)"
    sort = Node("Sort", "Sort", rows=100, startup=1.0, total=2.0, width=8, children=[scan])
    sort.details["Sort Key"] = ["a", "b DESC"]
    return sort


def test_text_has_an_arrow_and_six_blanks_a_level():
    assert text(tree(), Style(), {}) == [
        "Sort  (cost=1.00..2.00 rows=100 width=8)",
        "  Sort Key: a, b DESC",
        "  ->  Seq Scan on t  (cost=0.00..1.00 rows=100 width=8)",
        "        Filter: (a > 5)",
    ]


def test_verbose_names_the_schema_and_summary_the_times():
    times = {"Planning Time": 0.5, "Execution Time": 1.25}
    found = text(tree(), Style(costs=False, verbose=True, summary=True), times)
    assert found[2] == "  ->  Seq Scan on public.t"
    assert found[-2:] == ["Planning Time: 0.500 ms", "Execution Time: 1.250 ms"]


def test_actual_rows_stand_behind_the_costs():
    node = Node("Result", "Result", actual_rows=1, milliseconds=0.5)
    assert text(node, PLAIN, {}) == ["Result (actual rows=1 loops=1)"]
    timed = text(node, Style(costs=False), {})
    assert timed == ["Result (actual time=0.000..0.500 rows=1 loops=1)"]


def test_json_is_what_pgadmin_draws():
    found = document(tree(), Style(summary=True), {"Planning Time": 0.5, "Execution Time": 1.0})
    ((query,),) = [json.loads(FORMATS["json"](found))]
    plan = query["Plan"]
    assert (plan["Node Type"], plan["Total Cost"], plan["Sort Key"]) == (
        "Sort",
        2.0,
        ["a", "b DESC"],
    )
    (scan,) = plan["Plans"]
    assert (scan["Parent Relationship"], scan["Relation Name"]) == ("Outer", "t")
    assert (query["Triggers"], query["Execution Time"]) == ([], 1.0)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            "json",
            '[\n  {\n    "Plan": {\n      "Node Type": "Result",\n      "Parallel Aware": false,\n'
            '      "Async Capable": false,\n      "Filter": "(b = \'\\"<\')"\n    }\n  }\n]',
        ),
        (
            "yaml",
            '- Plan: \n    Node Type: "Result"\n    Parallel Aware: false\n'
            '    Async Capable: false\n    Filter: "(b = \'\\"<\')"',
        ),
        (
            "xml",
            '<explain xmlns="http://www.postgresql.org/2009/explain">\n  <Query>\n    <Plan>\n'
            "      <Node-Type>Result</Node-Type>\n      <Parallel-Aware>false</Parallel-Aware>\n"
            "      <Async-Capable>false</Async-Capable>\n"
            "      <Filter>(b = &#x27;&quot;&lt;&#x27;)</Filter>\n"
            "    </Plan>\n  </Query>\n</explain>",
        ),
    ],
)
def test_a_document_of_each_form(form, expected):
    node = Node("Result", "Result", details={"Filter": "(b = '\"<')"})
    assert FORMATS[form](document(node, PLAIN, {})) == expected


def test_children_of_append_are_members_and_of_a_join_inner_and_outer():
    two = [Node("Result"), Node("Result")]
    for kind, words in (("Append", ["Member", "Member"]), ("Nested Loop", ["Outer", "Inner"])):
        (plan,) = document(Node(kind, children=two), PLAIN, {})["Plan"]
        assert [child["Parent Relationship"] for child in plan["Plans"]] == words
