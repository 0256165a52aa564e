"""One of DuckDB's messages for each row of the table.

``messages.jsonl`` holds them as DuckDB 1.5.5 printed them, with the code and wording that the row
gives when there is no statement to look at.
"""

import json
import re
from pathlib import Path

import pytest

from duckgres import sqlstate
from duckgres.engine.errors.report import Report
from duckgres.engine.errors.rules import DEFAULT_SQLSTATE, RULES
from duckgres.engine.errors.statement_text import StatementText

FILE = Path(__file__).with_name("messages.jsonl")
SAMPLES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def _report(kind, message, text=""):
    return Report(kind, message, text, StatementText(text), lambda offset: offset + 1)


def _row(sample):
    report = _report(sample["kind"], sample["message"])
    for rule in RULES[report.kind]:
        match = rule.pattern.search(report.message)
        if match:
            return rule, rule.answer(report, match)
    pytest.fail("no row")


@pytest.mark.parametrize(
    "sample", SAMPLES, ids=[s["message"].split("\n")[0][:60] for s in SAMPLES]
)
def test_message_gets_its_code_and_wording(sample):
    _, error = _row(sample)
    assert (error.sqlstate, error.message) == (sample["sqlstate"], sample["says"])


@pytest.mark.parametrize("kind", RULES)
def test_every_row_has_a_sample(kind):
    hit = {id(_row(sample)[0]) for sample in SAMPLES if RULES[sample["kind"]] is RULES[kind]}
    assert [rule.pattern.pattern for rule in RULES[kind] if id(rule) not in hit] == []


def test_all_codes_are_conditions():
    codes = {sample["sqlstate"] for sample in SAMPLES} | set(DEFAULT_SQLSTATE.values())
    assert codes <= set(sqlstate.CONDITIONS.values())


def test_no_answer_tells_paths_or_duckdb_settings():
    for sample in SAMPLES:
        error = _row(sample)[1]
        said = f"{error.message} {error.fields.detail} {error.fields.hint}"
        assert not re.search(
            r"/srv|/tmp|/etc|https?:|\bSET\b|Candidate|Did you mean|INT32|VARCHAR", said
        ), said
