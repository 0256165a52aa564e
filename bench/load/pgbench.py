"""pgbench as the client of small statements: C, one thread, every protocol mode.

Its sessions' logins cost the server CPU too; a run of one transaction a client is subtracted
from every run that is measured in CPU.
"""

from __future__ import annotations

import math
import re
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.load.measure import Options, percentile
from bench.process import cpu_seconds
from bench.servers.base import RunningServer

SCRIPTS = Path(__file__).parent.parent / "pgbench"
MARGIN_SECONDS = 60  # over its own limit before pgbench is given up


@dataclass(frozen=True)
class Run:
    """Transactions of one run, the server's CPU for them, and their latencies in milliseconds."""

    per_second: float
    cpu_us: float
    latencies_ms: list[float]

    @property
    def p99_ms(self) -> float:
        """The latency that one transaction of a hundred exceeds."""
        return percentile(self.latencies_ms, 0.99)


def run(server: RunningServer, script: str, mode: str, clients: int, options: Options) -> Run:
    """Run a script for ``options.seconds`` and return what it took."""
    with tempfile.TemporaryDirectory(prefix="pgbench") as directory:
        began = time.monotonic()
        logins, _, _ = _pgbench(server, script, mode, clients, options, ["-t", "1"])
        login_seconds = time.monotonic() - began  # pgbench counts them into its -T
        limit = ["-T", str(math.ceil(options.seconds + login_seconds))]
        prefix = f"{directory}/log"
        log = ["--log", f"--log-prefix={prefix}"]
        cpu, count, rate = _pgbench(server, script, mode, clients, options, [*limit, *log])
        latencies = [
            int(line.split()[2]) / 1000
            for file in Path(directory).iterdir()
            for line in file.read_text().splitlines()
        ]
    return Run(rate, (cpu - logins) / max(1, count - clients) * 1e6, latencies)


def _pgbench(
    server: RunningServer, script: str, mode: str, clients: int, options: Options, more: list[str]
) -> tuple[float, int, float]:
    """Return the server's CPU seconds, the transactions, and transactions a second."""
    before = cpu_seconds(server.root_pid)
    done = subprocess.run(
        [
            *("pgbench", "-n", "-M", mode, "-c", str(clients), "-j", "1"),
            *("-D", f"keys={options.points}", "-f", str(SCRIPTS / script), *more),
        ],
        env=server.environment(),
        capture_output=True,
        text=True,
        timeout=options.seconds + MARGIN_SECONDS,
        check=False,
    )
    after = cpu_seconds(server.root_pid)
    failed = re.search(r"failed transactions: (\d+)", done.stdout)
    if done.returncode != 0 or failed is None or failed[1] != "0":
        raise RuntimeError(f"pgbench on {server.name}: {done.stdout}{done.stderr}")
    count = re.search(r"actually processed: (\d+)", done.stdout)
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    if count is None or rate is None:
        raise RuntimeError(f"pgbench says nothing known: {done.stdout}")
    return after - before, int(count[1]), float(rate[1])
