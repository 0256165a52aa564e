import re

from duckgres.engine.errors.report import Report
from duckgres.engine.errors.rule import Template, rules
from duckgres.engine.errors.statement_text import StatementText


def _report(message):
    return Report("X", message, "", StatementText(""), lambda offset: offset + 1, offset=4)


def test_template_fills_groups_and_translates_types():
    match = re.search("(?P<name>\\w+) is (?P<type>\\w+)", "a is INT32")
    error = Template("42804", 'column "{name}" is {type}', hint="h")(_report("a is INT32"), match)
    assert (error.message, error.fields.hint, error.fields.position) == (
        'column "a" is integer',
        "h",
        None,
    )


def test_template_keeps_the_place_when_asked():
    error = Template("42601", "m", place=True)(_report(""), re.search("", ""))
    assert error.fields.position == 5


def test_patterns_reach_over_lines():
    (rule,) = rules(("a.b", Template("XX000", "m")))
    assert rule.pattern.search("a\nb")
