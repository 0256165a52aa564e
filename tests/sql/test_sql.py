"""Every recorded statement, played to the server: PostgreSQL's answer, or the known other one."""

import re

import pytest

from tests.sql import case
from tests.sql.play import Player
from tests.sql.record import UNEXPLAINED, meter

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
