"""A family of tables and its guard, without a server."""

import duckdb
import pytest

from duckgres.engine.foreign_keys import known
from duckgres.engine.foreign_keys.guard import Guard
from duckgres.engine.foreign_keys.locks import KeyLocks
from duckgres.engine.foreign_keys.running import guarded
from duckgres.sql.plan import plan
from tests.unit.engine.ddl.running import Engine
from tests.unit.sql.asking import duckdb_parser

FAMILY = """
    create table p (id int primary key, n int unique);
    create table c (id int primary key, p int references p on delete cascade on update cascade);
    create table g (c int references c, d int default 1 references p (n) deferrable);
    insert into p values (1, 1), (2, 2), (3, 3)
"""


class Family:
    """A session that keeps its foreign keys."""

    def __init__(self, engine):
        self.engine = engine
        self.keys = known.load(engine.cursor)
        self.locks = KeyLocks()
        self.guard = Guard(engine.cursor, lambda: self.keys, self.locks, 1)

    def key(self, name):
        """Return a foreign key by its name."""
        return next(k for own in self.keys.of_child.values() for k in own if k.name == name)

    def write(self, text):
        """Run a write as the engine does."""
        (statement,) = plan(text, duckdb_parser)
        assert self.guard.concerns(statement)
        made = statement.render((), self.engine.values)

        def run():
            self.guard.before(made, statement)
            self.engine.cursor.execute(made)

        guarded(self.engine.cursor, self.guard, run, alone=True)

    def rows(self, text):
        """Return a query's rows."""
        return self.engine.rows(text)


@pytest.fixture
def family():
    connection = duckdb.connect(":memory:")
    engine = Engine(connection)
    engine.run(FAMILY)
    yield Family(engine)
    connection.close()
