"""psql: errors, transactions, cancel, settings, by script and on a terminal."""

import os
import pty
import select
import signal
import time

import pytest

pytestmark = pytest.mark.slow

SECONDS = 30  # more than anything here takes


# --- errors


def test_error_points_at_its_place(psql):
    done = psql("select 1,\n  nosuch\nfrom (select 1 as a) t;")
    assert done.stderr.splitlines() == [
        'ERROR:  column "nosuch" does not exist',
        "LINE 2:   nosuch",
        "          ^",
    ]


def test_syntax_error_points_at_its_place(psql):
    done = psql("selec 1;")
    assert done.stderr.splitlines() == [
        'ERROR:  syntax error at or near "selec"',
        "LINE 1: selec 1;",
        "        ^",
    ]


def test_error_place_counts_characters_not_bytes(psql):
    done = psql("select 'ééé☃', nosuch;")
    lines = done.stderr.splitlines()
    assert lines[1] == "LINE 1: select 'ééé☃', nosuch;"
    assert lines[2] == " " * lines[1].index("nosuch") + "^"


@pytest.mark.parametrize(
    ("statement", "sqlstate"),
    [
        ("select * from nosuch_table", "42P01"),
        ("select nosuch(1)", "42883"),
        ("select 'x'::integer", "22P02"),
        ("select 2147483647 + 1::integer", "22003"),
        ("selec", "42601"),
        ("show nosuch_setting", "42704"),
        ("set work_mem = 'much'", "22023"),
    ],
)
def test_verbose_errors_tell_sqlstate(psql, statement, sqlstate):
    done = psql(f"\\set VERBOSITY sqlstate\n{statement};")
    assert done.stderr == f"ERROR:  {sqlstate}\n"


def test_errverbose_repeats_the_last_error(psql):
    done = psql("select nosuch;\n\\errverbose\n")
    assert 'ERROR:  42703: column "nosuch" does not exist' in done.stderr


def test_on_error_stop_ends_the_script(psql):
    done = psql("select nosuch;\nselect 2;\n", "-At", "-v", "ON_ERROR_STOP=1")
    assert (done.returncode, done.stdout) == (3, "")


def test_duplicate_key_names_constraint_and_key(psql, answer, table):
    answer(f"create table {table}(id integer primary key); insert into {table} values (1);")
    done = psql(f"\\set VERBOSITY verbose\ninsert into {table} values (1);")
    assert "ERROR:  23505: duplicate key value violates unique constraint" in done.stderr


# --- transactions


def test_rollback_undoes(answer, table):
    script = f"""create table {table}(id integer primary key);
        begin; insert into {table} values (1); select count(*) from {table}; rollback;
        select count(*) from {table};"""
    assert answer(script) == ["1", "0"]


def test_failed_transaction_refuses_until_its_end(psql, answer, table):
    answer(f"create table {table}(id integer primary key);")
    script = f"""\\set QUIET off
        begin;
        insert into {table} values (1);
        select nosuch;
        insert into {table} values (2);
        commit;
        select count(*) from {table};"""
    done = psql(script, "-At", "-v", "VERBOSITY=verbose")
    assert done.stdout.splitlines() == ["BEGIN", "INSERT 0 1", "ROLLBACK", "0"]
    refusal = "current transaction is aborted, commands ignored until end of transaction block"
    assert f"ERROR:  25P02: {refusal}" in done.stderr


def test_autocommit_off_begins_by_itself(answer, table):
    answer(f"create table {table}(id integer primary key);")
    script = f"\\set AUTOCOMMIT off\ninsert into {table} values (1);\nrollback;\n"
    assert answer(f"{script}select count(*) from {table};") == ["0"]


def test_single_transaction_option(psql, answer, table):
    answer(f"create table {table}(id integer primary key);")
    done = psql("", "-1", "-c", f"insert into {table} values (1)", "-c", "select nosuch")
    assert done.returncode == 1
    assert answer(f"select count(*) from {table};") == ["0"]


def test_read_only_transaction_refuses_writes(psql, answer, table):
    answer(f"create table {table}(id integer primary key);")
    done = psql(f"\\set VERBOSITY sqlstate\nbegin read only;\ninsert into {table} values (1);")
    assert done.stderr == "ERROR:  25006\n"


def test_commit_outside_a_transaction_warns(psql):
    done = psql("commit;")
    assert done.stderr == "WARNING:  there is no transaction in progress\n"


def test_begin_inside_a_transaction_warns(psql):
    done = psql("begin;\nbegin;\nrollback;")
    assert done.stderr == "WARNING:  there is already a transaction in progress\n"


class Terminal:
    """psql on a pseudo-terminal: what only a person sees."""

    def __init__(self, path, environment):
        self._pid, self._descriptor = pty.fork()
        if self._pid == 0:  # pragma: no cover  # this is psql
            os.execve(
                path, [path, "-X", "-q", "-n", "-P", "pager=off"], {**environment, "TERM": "dumb"}
            )

    def until(self, ending):
        """Read up to a line that ends in ``ending`` and return all of it."""
        seen = ""
        deadline = time.monotonic() + SECONDS
        while not seen.endswith(ending):
            assert time.monotonic() < deadline, seen
            if select.select([self._descriptor], [], [], 0.2)[0]:
                seen += os.read(self._descriptor, 65536).decode(errors="replace")
        return seen

    def say(self, line):
        os.write(self._descriptor, line.encode())

    def close(self):
        os.close(self._descriptor)
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


@pytest.fixture
def terminal(target, tool):
    shown = Terminal(tool("psql"), target.environment())
    yield shown
    shown.close()


def test_prompt_shows_the_transaction(terminal, target):
    name = target.database
    terminal.until(f"{name}=> ")
    for line, prompt in [
        ("begin;\n", f"{name}=*> "),
        ("select nosuch;\n", f"{name}=!> "),
        ("rollback;\n", f"{name}=> "),
        ("select\n", f"{name}-> "),
        ("1;\n", f"{name}=> "),
    ]:
        terminal.say(line)
        terminal.until(prompt)


# --- cancel


def test_ctrl_c_cancels_the_query_and_not_the_session(terminal, target, heavy):
    prompt = f"{target.database}=> "
    terminal.until(prompt)
    terminal.say(f"{heavy};\n")
    time.sleep(1)  # only the server knows when the query has begun
    began = time.monotonic()
    terminal.say("\x03")
    said = terminal.until(prompt)
    assert "ERROR:  canceling statement due to user request" in said
    assert time.monotonic() - began < 5
    terminal.say("select 'ali' || 've';\n")
    assert "alive" in terminal.until(prompt)


def test_statement_timeout_cancels(psql, heavy):
    done = psql(f"\\set VERBOSITY verbose\nset statement_timeout = '300ms';\n{heavy};\nselect 5;")
    assert "ERROR:  57014: canceling statement due to statement timeout" in done.stderr
    assert "5" in done.stdout


# --- settings


def test_set_show_reset(answer):
    script = """show timezone; set timezone to 'Asia/Tokyo'; show timezone;
        reset timezone; show timezone;"""
    assert answer(script) == ["UTC", "Asia/Tokyo", "UTC"]


def test_set_local_ends_with_its_transaction(answer):
    script = """begin; set local statement_timeout = '5s'; show statement_timeout; commit;
        show statement_timeout;"""
    assert answer(script) == ["5s", "0"]


def test_rollback_undoes_set(answer):
    script = "begin; set application_name = 'mine'; rollback; show application_name;"
    assert answer(script) == ["psql"]


def test_show_transaction_isolation_level(answer):
    (level,) = answer("show transaction isolation level;")
    assert level in {"read committed", "repeatable read", "serializable"}


def test_client_encoding_follows_the_client(answer):
    assert answer("\\encoding\nshow client_encoding;\n") == ["UTF8", "UTF8"]
