"""A connection that runs texts, and a table."""

import pytest

from duckgres.engine.request import Request
from tests.fixtures.fix_engine import texts


@pytest.fixture
def run(engine, statement):
    """Run a statement and return the first column of its rows, or its count."""

    def run(text, connection=engine):
        started = connection.start(Request(statement(text)))
        return started.count if started.chunk is None else texts(started.chunk)

    return run


@pytest.fixture
def table(run):
    run("drop table if exists t")
    run("create table t(a int primary key)")
    return "t"
