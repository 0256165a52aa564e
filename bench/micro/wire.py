"""How long a message takes: decoded by the fast way, by its layout, and cut from a stream.

    python bench/micro/wire.py [--seconds 0.2] [--json]

Microseconds a message, the least of five runs. ``framed`` is what a session pays: feed,
next_message. ``layout`` is the slow twin, which has to give the same message.
"""

import argparse
import json
import time

from duckgres.errors import PgError
from duckgres.wire import backend, frontend
from duckgres.wire.framer import Framer
from duckgres.wire.state import ConnectionState, State

COPY_SIZE = 64 * 1024  # bytes of each CopyData

MESSAGES = {
    "Query": frontend.Query("select 1"),
    "Parse": frontend.Parse("s1", "select $1::int, $2::text", (23, 25)),
    "Bind, text": frontend.Bind("", "s1", (), (b"1", b"hello"), ()),
    "Bind, binary": frontend.Bind("", "s1", (1, 1), (b"\0\0\0\1", b"hello"), (1,)),
    "Bind, 100 values": frontend.Bind("", "s1", (1,), (b"\0\0\0\1",) * 100, (1,)),
    "Describe": frontend.Describe("P", ""),
    "Execute": frontend.Execute("", 0),
    "Sync": frontend.Sync(),
}

COLUMN = backend.FieldDescription("a", 0, 0, 23, 4, -1, 0)
ENCODERS = {
    "CommandComplete": lambda: backend.command_complete("SELECT 1"),
    "ReadyForQuery": lambda: backend.READY_FOR_QUERY["I"],
    "ParameterStatus": lambda: backend.parameter_status("application_name", "psql"),
    "RowDescription, 3": backend.RowDescription((COLUMN,) * 3).encode,
    "DataRow, 3": backend.DataRow((b"1", b"hello", None)).encode,
    "ErrorResponse": lambda: backend.error_response(PgError("no", sqlstate="42601", position=8)),
}


def measure(call, seconds):
    """Return the least microseconds a call of five runs."""
    count = 1000
    best = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        for _ in range(count):
            call()
        spent = time.perf_counter() - started
        best = min(best, spent / count)
        count = max(1000, int(seconds / 5 / best))
    return best * 1e6


def framed(data, state=State.READY):
    """Return a call that feeds ``data`` and takes its message."""
    framer = Framer(ConnectionState(state))

    def call():
        framer.feed(data)
        return framer.next_message()

    assert call() is not None
    return call


def figures(seconds):
    """Yield a name and what was measured, in microseconds."""
    for name, made in MESSAGES.items():
        data = made.encode()
        payload = data[5:]
        decode = frontend.DECODERS[data[0]]
        assert decode(payload) == type(made).decode(payload) == made
        yield (
            name,
            {
                "fast": measure(lambda decode=decode, payload=payload: decode(payload), seconds),
                "layout": measure(
                    lambda made=made, payload=payload: type(made).decode(payload), seconds
                ),
                "framed": measure(framed(data), seconds),
            },
        )
    copy = frontend.CopyData(bytes(COPY_SIZE)).encode()
    yield "CopyData, 64 KiB", {"framed": measure(framed(copy, State.COPY_IN), seconds)}
    for name, call in ENCODERS.items():
        yield name, {"encode": measure(call, seconds)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=0.2, help="of each measurement")
    parser.add_argument("--json", action="store_true", help="a JSON line for each message")
    options = parser.parse_args()
    for name, measured in figures(options.seconds):
        rounded = {key: round(value, 3) for key, value in measured.items()}
        if options.json:
            print(json.dumps({"bench": "wire", "message": name, "microseconds": rounded}))
        else:
            print(f"{name:20}", *(f"{key} {value:7.2f}" for key, value in rounded.items()))


if __name__ == "__main__":
    main()
