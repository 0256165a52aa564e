"""Writers whose every acknowledged commit is known, for a server that is killed under them.

Each writer counts up. A transaction puts ``PARTS`` rows into one table and adds one to the
writer's counter in another, so that half a transaction shows, whichever half is lost. What a
server acknowledged is kept here, in the memory of the test. It works with every PostgreSQL.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg

PARTS = 3  # rows of a transaction
STATEMENTS = (
    "create table if not exists written(writer int, number int, part int, filler varchar)",
    "create table if not exists counters(writer int, total int)",
)
CHECKPOINT_REFUSED = "55006"  # other transactions are open


@dataclass
class Writer:
    """One session that writes until its server is gone, and comes again after a restart."""

    user: str
    number: int
    checkpoints: bool = False  # between its transactions
    last: int = 0  # number of the transaction that was begun last
    acknowledged: set[int] = field(default_factory=set)
    unexpected: list[BaseException] = field(default_factory=list)

    def write(self, connect: Callable[[str], psycopg.Connection]) -> None:
        """Commit one transaction after the other; return when the connection is lost."""
        try:
            connection = connect(self.user)
        except psycopg.OperationalError:
            return  # killed before it came
        with connection:
            try:
                while True:
                    self._commit(connection)
                    if self.checkpoints and self.last % 7 == 0:
                        self._checkpoint(connection)
            except psycopg.OperationalError as error:
                if not connection.broken:
                    self.unexpected.append(error)
            except BaseException as error:
                self.unexpected.append(error)

    def _commit(self, connection: psycopg.Connection) -> None:
        self.last += 1
        connection.execute("begin")
        for part in range(PARTS):
            connection.execute(
                "insert into written values (%s, %s, %s, repeat('x', 500))",
                (self.number, self.last, part),
            )
        connection.execute(
            "update counters set total = total + 1 where writer = %s", (self.number,)
        )
        connection.execute("commit")
        self.acknowledged.add(self.last)

    def _checkpoint(self, connection: psycopg.Connection) -> None:
        try:
            connection.execute("checkpoint")
        except psycopg.Error as error:
            if error.sqlstate != CHECKPOINT_REFUSED:
                raise

    def check(self, connection: psycopg.Connection) -> list[str]:
        """Return what is wrong with the writer's rows; what the server may know is taken over."""
        found = dict(
            connection.execute(
                "select number, count(distinct part) from written where writer = %s group by 1",
                (self.number,),
            ).fetchall()
        )
        (total,) = connection.execute(
            "select total from counters where writer = %s", (self.number,)
        ).fetchone()
        wrong = [f"unexpected: {error!r}" for error in self.unexpected]
        wrong += [f"lost: {number}" for number in sorted(self.acknowledged - found.keys())]
        wrong += [f"partial: {number}" for number, parts in found.items() if parts != PARTS]
        # At most the last transaction was committed without a word getting through.
        wrong += [f"unasked: {n}" for n in found.keys() - self.acknowledged - {self.last}]
        if total != len(found):
            wrong.append(f"counted {total}, there are {len(found)}")
        self.acknowledged |= found.keys()
        return [f"{self.user}/{self.number} {line}" for line in wrong]


class Writers:
    """Some writers on one server."""

    def __init__(
        self, writers: list[Writer], connect: Callable[[str], psycopg.Connection]
    ) -> None:
        """Make the tables.

        Args:
            writers: Any number for a user.
            connect: Returns an autocommit connection for a user name.
        """
        self.writers = writers
        self._connect = connect
        self._threads: list[threading.Thread] = []
        for user in dict.fromkeys(writer.user for writer in writers):
            with connect(user) as connection:
                for statement in STATEMENTS:
                    connection.execute(statement)
        for writer in writers:
            with connect(writer.user) as connection:
                connection.execute("insert into counters values (%s, 0)", (writer.number,))

    @property
    def acknowledged(self) -> int:
        """How many commits were acknowledged in all."""
        return sum(len(writer.acknowledged) for writer in self.writers)

    def start(self) -> None:
        self._threads = [
            threading.Thread(target=writer.write, args=(self._connect,)) for writer in self.writers
        ]
        for thread in self._threads:
            thread.start()

    def join(self, seconds: float = 30.0) -> None:
        """Wait until all have noticed that the server is gone."""
        for thread in self._threads:
            thread.join(seconds)
            assert not thread.is_alive(), "a writer hangs"

    def check(self) -> list[str]:
        """Return what is wrong, for all."""
        wrong = []
        for writer in self.writers:
            with self._connect(writer.user) as connection:
                wrong += writer.check(connection)
        return wrong
