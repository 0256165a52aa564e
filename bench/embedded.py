"""DuckDB without a server: the baseline, in a process of its own.

The child takes one JSON request a line (``loop`` or ``query``) and answers with one. CPU is that
of the whole child, DuckDB's threads included.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


class Embedded:
    """The parent's handle on the child.

    Args:
        file: A database file nobody else has open.
        threads: DuckDB's, the same as the server's.
        memory_limit: DuckDB's, the same as the server's.
    """

    name = "embedded"

    def __init__(self, file: Path, threads: int, memory_limit: str) -> None:
        command = [sys.executable, "-m", "bench.embedded", str(file), str(threads), memory_limit]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def loop(self, text: str, seconds: float, keys: int = 0) -> dict[str, float]:
        """Run ``text`` over and over; return ``count``, ``cpu`` and ``seconds``.

        Args:
            text: With ``{key}`` in it where a random number up to ``keys`` stands.
            seconds: How long.
            keys: The largest key, 0 for a text without one.
        """
        return self._ask({"do": "loop", "text": text, "seconds": seconds, "keys": keys})

    def query(self, text: str) -> dict[str, float]:
        """Run ``text`` once and fetch its rows; return ``rows``, ``cpu`` and ``seconds``."""
        return self._ask({"do": "query", "text": text})

    def stop(self) -> None:
        """End the child."""
        self._process.communicate(timeout=30)

    def _ask(self, request: dict[str, Any]) -> dict[str, float]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the embedded DuckDB has died; its reason is on stderr")
        answer: dict[str, float] = json.loads(line)
        return answer


def _serve(file: str, threads: str, memory_limit: str) -> None:
    import duckdb  # the parent must not open the file

    settings: dict[str, Any] = {"threads": int(threads), "memory_limit": memory_limit}
    con = duckdb.connect(file, config=settings)
    con.execute("set search_path = 'public'")
    for line in sys.stdin:
        request = json.loads(line)
        began, cpu = time.perf_counter(), time.process_time()
        answer: dict[str, float]
        if request["do"] == "loop":
            answer = {"count": _loop(con, request["text"], request["seconds"], request["keys"])}
        else:
            answer = {"rows": len(con.execute(request["text"]).fetchall())}
        answer |= {"cpu": time.process_time() - cpu, "seconds": time.perf_counter() - began}
        print(json.dumps(answer), flush=True)


def _loop(con: Any, text: str, seconds: float, keys: int) -> int:
    deadline = time.perf_counter() + seconds
    count = 0
    while time.perf_counter() < deadline:
        statement = text.replace("{key}", str(random.randint(1, keys))) if keys else text
        con.execute(statement).fetchall()
        count += 1
    return count


if __name__ == "__main__":
    _serve(*sys.argv[1:])
