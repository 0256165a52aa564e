"""DDL run on a database in memory, as the engine runs it."""

from duckgres.engine import ddl
from duckgres.engine.ddl.door import Door
from duckgres.sql.plan import plan
from duckgres.sql.statement import Statement
from tests.fixtures.catalog import install as install_functions
from tests.unit.engine.slots import slots
from tests.unit.sql.asking import unasked


class Engine:
    """A session without a server."""

    def __init__(self, connection):
        self.cursor = connection
        install_functions(connection)
        connection.execute("CREATE SCHEMA public")
        connection.execute("SET search_path = 'public,main'")
        self.on_commit = {}
        self.held = []
        self.values = slots(connection)

    def door(self, statement=None):
        """Return the door of a statement."""

        def main():
            assert isinstance(statement, Statement)
            self.cursor.execute(statement.render((), self.values))

        return Door(self.cursor, main, self.values, self.on_commit, self.held.append)

    def run(self, text):
        """Run statements and return the notices of the last one."""
        notices = []
        for statement in plan(text, unasked):
            if statement.refusal is not None:
                raise AssertionError(statement.refusal.message)
            door = self.door(statement)
            if statement.steps:
                ddl.run(door, statement.steps)
            else:
                door.main()
            notices = [notice.message for notice in door.notices]
        return notices

    def rows(self, text):
        """Return a query's rows."""
        (statement,) = plan(text, unasked)
        return self.cursor.execute(statement.render((), self.values)).fetchall()
