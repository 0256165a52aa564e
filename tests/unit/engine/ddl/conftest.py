"""An engine without a server."""

import duckdb
import pytest

from tests.unit.engine.ddl.running import Engine


@pytest.fixture
def engine():
    connection = duckdb.connect(":memory:")
    yield Engine(connection)
    connection.close()
