"""Sizes: the file's bytes, and a table's blocks."""

import pytest

from duckgres.errors import PgError
from duckgres.session.sizes import _BLOCKS, FUNCTIONS


@pytest.fixture
def session(talk, fake_engine):
    talk()
    fake_engine.database.size = lambda: 4096
    fake_engine.answers[_BLOCKS.format("'t'")] = [(262144,)]
    fake_engine.answers[_BLOCKS.format("'empty'")] = [(None,)]
    return talk.session


def test_the_databases_size_is_its_files(session):
    assert FUNCTIONS["pg_database_size"](session, "books") == 4096
    with pytest.raises(PgError) as caught:
        FUNCTIONS["pg_database_size"](session, "other")
    assert caught.value.sqlstate == "3D000"


def test_a_tables_size_is_its_blocks(session):
    assert FUNCTIONS["pg_total_relation_size"](session, "t") == 262144
    assert FUNCTIONS["pg_relation_size"](session, "empty") == 0
    assert FUNCTIONS["pg_relation_size"](session, "t", "fsm") == 0
    assert FUNCTIONS["pg_indexes_size"](session, "t") == 0
    with pytest.raises(PgError, match="invalid fork name"):
        FUNCTIONS["pg_relation_size"](session, "t", "nosuch")
