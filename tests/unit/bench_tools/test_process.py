"""CPU and memory are those of the whole tree, ended children included."""

import mmap
import os
import subprocess
import sys
import time

from bench.process import cpu_seconds, memory_bytes, peak_bytes, reset_peak, tree

BURN = "import time\nwhile time.process_time() < 0.15: pass\n"
PARENT = f"""
import subprocess, sys
subprocess.run([sys.executable, '-c', {BURN!r}])
child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)
print(child.pid, flush=True)
input()
child.communicate()
"""


def test_tree_counts_living_and_reaped_children():
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        assert tree(parent.pid) == [parent.pid, child]
        assert cpu_seconds(parent.pid) >= 0.14
        assert memory_bytes(parent.pid) > 0
        parent.communicate(b"\n")


def test_own_cpu_grows():
    before, clock = cpu_seconds(os.getpid()), time.process_time()
    while time.process_time() - clock < 0.05:
        pass
    assert cpu_seconds(os.getpid()) - before >= 0.03


def test_peak_is_forgotten_on_reset():
    me = os.getpid()
    # Pages of the system's own: what an allocator gets back it may keep.
    with mmap.mmap(-1, 64_000_000) as held:
        held.write(b"x" * len(held))
        reset_peak(me)
        high = peak_bytes(me)
    reset_peak(me)
    assert peak_bytes(me) < high - 32_000_000
