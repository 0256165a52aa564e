"""The loader of TPC-H, as a person runs it."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parents[2] / "scripts" / "load_tpch.py"


def load(file, scale="0.01"):
    command = [sys.executable, str(SCRIPT), "--file", str(file), "--scale", scale]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    file = tmp_path_factory.mktemp("tpch") / "user.db"
    done = load(file)
    assert done.returncode == 0, done.stderr
    assert "part 1 of 1" in done.stdout
    return file


def count(file, table):
    with duckdb.connect(str(file)) as con:
        return len(con.table(f"public.{table}"))


def test_eight_tables_in_schema_public(loaded):
    assert count(loaded, "lineitem") == 60175
    assert count(loaded, "region") == 5


def test_second_run_changes_nothing(loaded):
    before = loaded.read_bytes()
    done = load(loaded)
    assert done.returncode == 0
    assert "already" in done.stdout
    assert loaded.read_bytes() == before


def test_another_scale_loads_anew(tmp_path):
    file = tmp_path / "user.db"
    assert load(file, "0.02").returncode == 0
    assert load(file, "0.01").returncode == 0
    assert count(file, "lineitem") == 60175


@pytest.mark.nightly  # 1.2 million rows, twelve seconds
def test_parts_make_the_whole(tmp_path):
    file = tmp_path / "user.db"
    done = load(file, "0.2")
    assert "part 2 of 2" in done.stdout
    assert count(file, "lineitem") == 1_199_969
    assert count(file, "nation") == 25


def test_file_of_a_running_server_is_refused(loaded):
    hold = (
        f"import duckdb; c = duckdb.connect({str(loaded)!r}); print('held', flush=True); input()"
    )
    command = [sys.executable, "-c", hold]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        done = load(loaded)
        holder.communicate(b"\n")
    assert done.returncode == 1
    assert done.stderr == f"load_tpch: another process holds {loaded}: stop the server first\n"


def test_something_else_is_no_database(tmp_path):
    file = tmp_path / "user.db"
    file.write_text("not a database" * 1000)
    done = load(file)
    assert done.returncode == 1
    assert done.stderr.startswith("load_tpch: ")
    assert "Traceback" not in done.stderr
