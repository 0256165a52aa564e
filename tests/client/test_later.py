"""The table of what is owed says what PostgreSQL answers."""

import pytest
from psycopg import pq

from tests.client.later import OWED, ask

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("owed", OWED, ids=lambda owed: owed.text[:50])
def test_postgresql_answers_so(judge, owed):
    login = f"host={judge.host} port={judge.port} user={judge.user} password={judge.password}"
    connection = pq.PGconn.connect(f"{login} dbname={judge.database}".encode())
    try:
        assert ask(connection, owed.text) == owed.answer
    finally:
        connection.finish()


def test_texts_are_told_once():
    assert len({owed.text for owed in OWED}) == len(OWED)
