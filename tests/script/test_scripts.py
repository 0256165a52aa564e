"""Every case is played to PostgreSQL, which shows that the recording is true, and to Duckgres."""

from importlib.util import find_spec

import pytest

from tests.script import case as cases
from tests.script.player import play

# The fixture ``server`` is a Duckgres: host, port, user, password.
TARGETS = ["judge", *(["server"] if find_spec("tests.fixtures.fix_server") else [])]


# What a later issue builds is recorded already, and played to PostgreSQL only until then.
LATER = ("later_",)

PLAYED = [
    pytest.param(name, target, id=f"{name}-{target}")
    for name in cases.names()
    for target in TARGETS
    if target == "judge" or not name.startswith(LATER)
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "target"), PLAYED)
def test_a_client_hears_what_postgresql_says(name, target, request):
    case = cases.load(name)
    played = play(case, request.getfixturevalue(target))
    assert cases.Case(case.comments, played).text() == case.text()


def test_there_are_cases():
    assert len(cases.names()) >= 60
