"""Every recorded statement, played to the server: PostgreSQL's answer, or the known other one."""

import re

import pytest

from tests.sql import case
from tests.sql.play import Player
from tests.sql.record import UNEXPLAINED, count, meter, table

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", case.subjects())
def test_answers_are_postgresqls(server, name):
    subject = case.read(name)
    player = Player(server)
    player.ask(f"create schema sql_{name}")
    player.ask(f"set search_path = sql_{name}, public")
    wrong = []
    for block in subject.blocks:
        answer = player.ask(block.statement)
        if block.prepares:
            assert not any(line.startswith("ERROR") for line in answer), (block.statement, answer)
        elif answer != (block.ours if block.reason else block.answer):
            wrong.append((block.statement, answer, block.ours or block.answer))
    player.close()
    print(f"{name}: {meter(subject)}")
    assert wrong == []


def test_the_meter_counts_what_is_asked():
    text = "\n\n".join(
        [
            ">> create table t (a int)",
            "> select 1\n?column?:int4\n1",
            "> select 2\n?column?:int4\n2\n! #x\n! ?column?:int8\n! 2",
            "> select 3\n?column?:int4\n3\n! #x\n! WARNING 01000 told\n! ERROR 0A000 refused",
            "> select 4\nERROR 42601 wrong",
        ]
    )
    assert count(case.parse("some", text)) == (2, 1, 1)


def test_the_table_has_every_subject():
    *_, last = table().splitlines()
    assert last.startswith(
        "| all | {} | {} | {} |".format(*count(*map(case.read, case.subjects())))
    )


@pytest.mark.parametrize("name", case.subjects())
def test_every_difference_is_explained(name):
    headings = re.findall(r"^#+ (.+)$", case.COMPATIBILITY.read_text(encoding="utf-8"), re.M)
    anchors = {re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-") for heading in headings}
    reasons = {block.reason for block in case.read(name).blocks if block.reason}
    assert UNEXPLAINED not in reasons
    assert reasons <= anchors


@pytest.mark.parametrize("name", case.subjects())
def test_a_file_is_as_the_recorder_writes_it(name):
    path = case.CASES / f"{name}.txt"
    assert case.read(name).text() == path.read_text(encoding="utf-8")
