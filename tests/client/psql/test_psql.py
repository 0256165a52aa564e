"""psql as a person and a script use it."""

import os
import pty
import re
import select
import signal
import subprocess
import time

import pytest

pytestmark = pytest.mark.slow

SECONDS = 30  # more than anything here takes


@pytest.fixture
def psql(target, tool):
    """Feed a script to psql and return the finished process."""
    path = tool("psql")

    def feed(script="", *options, environment=None):
        return subprocess.run(
            [path, "-X", "-q", "-P", "pager=off", *options],
            input=script,
            env=environment or target.environment(),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    return feed


@pytest.fixture
def answer(psql):
    """Run a script that must not fail and return its rows, unaligned, without headers."""

    def rows(script, *options):
        done = psql(script, "-A", "-t", *options)
        assert done.stderr == ""
        assert done.returncode == 0
        return done.stdout.splitlines()

    return rows


# --- login


def test_login_by_uri(psql, target):
    bare = {"PATH": os.environ["PATH"], "HOME": "/"}
    done = psql("", target.dsn, "-At", "-c", "select 1", environment=bare)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_login_by_environment(answer):
    assert answer("", "-c", "select 'in'") == ["in"]


def test_login_by_keywords(psql, target):
    words = f"host={target.host} port={target.port} user={target.user} dbname={target.database}"
    done = psql("", f"{words} sslmode={target.sslmode}", "-At", "-c", "select 1")
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_conninfo_tells_user_database_and_tls(answer, target):
    said = "\n".join(answer("\\conninfo\n"))
    expected = f'You are connected to database "{target.database}" as user "{target.user}"'
    assert said.startswith(expected)
    assert "SSL connection (protocol: TLSv1.3" in said


def test_wrong_password_is_refused(psql, target):
    done = psql("", "-c", "select 1", environment=target.environment(PGPASSWORD="wrong"))
    assert done.returncode == 2
    assert f'FATAL:  password authentication failed for user "{target.user}"' in done.stderr


def test_unknown_user_is_refused_in_the_same_words(psql, target):
    done = psql("", "-c", "select 1", environment=target.environment(PGUSER="nobody_here"))
    assert done.returncode == 2
    assert 'FATAL:  password authentication failed for user "nobody_here"' in done.stderr


def test_plain_text_is_refused(psql, target):
    done = psql("", "-c", "select 1", environment=target.environment(PGSSLMODE="disable"))
    assert done.returncode == 2
    assert "FATAL" in done.stderr


def test_application_name_arrives(psql, target):
    environment = target.environment(PGAPPNAME="of mine")
    done = psql("", "-At", "-c", "show application_name", environment=environment)
    assert done.stdout == "of mine\n"


def test_pgoptions_set_settings(psql, target):
    environment = target.environment(PGOPTIONS="-c statement_timeout=7s -c DateStyle=ISO,DMY")
    done = psql("show statement_timeout; show datestyle;", "-At", environment=environment)
    assert done.stdout == "7s\nISO, DMY\n"


def test_server_version_is_a_number_psql_understands(answer):
    (number,) = answer("\\echo :SERVER_VERSION_NUM\n")
    assert re.fullmatch(r"1[5-9]\d{4}", number)


def test_reconnect(answer, target):
    last = answer("\\connect\nselect 'again';\n")[-1]
    assert last == "again"


# --- statements and results


def test_several_statements_in_one_message(answer):
    assert answer("", "-c", "select 1; select 2, 'x'; select 3") == ["1", "2|x", "3"]


def test_statements_of_one_message_are_one_transaction(psql, answer, table):
    answer(f"create table {table}(id integer primary key);")
    done = psql("", "-c", f"insert into {table} values (1); select nosuch; select 2")
    assert 'column "nosuch" does not exist' in done.stderr
    assert "2" not in done.stdout
    assert answer(f"select count(*) from {table};") == ["0"]


def test_error_stops_the_message_not_the_script(psql):
    done = psql("select 1 as a\\; select nosuch\\; select 2;\nselect 3;\n", "-At")
    assert done.stdout == "1\n3\n"


@pytest.mark.parametrize("script", [";", "", "-- nothing\n;", "/* nothing */"])
def test_nothing_is_a_query(psql, script):
    done = psql("", "-c", script)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_command_tags(psql, table):
    script = f"""\\set QUIET off
        create table {table}(id integer primary key, name text);
        insert into {table} values (1, 'a'), (2, 'b'), (3, 'c');
        update {table} set name = 'z' where id < 3;
        delete from {table} where id = 3;
        begin; commit; start transaction; rollback;
        set application_name = 'x';
        drop table {table};"""
    done = psql(script)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        *("CREATE TABLE", "INSERT 0 3", "UPDATE 2", "DELETE 1"),
        *("BEGIN", "COMMIT", "START TRANSACTION", "ROLLBACK", "SET", "DROP TABLE"),
    ]


def test_aligned_table_right_aligns_numbers(psql):
    done = psql("select 1 as id, 'a' as name, 1.50::numeric(5,2) as price;")
    assert done.stdout.splitlines()[:4] == [
        " id | name | price ",
        "----+------+-------",
        "  1 | a    |  1.50",
        "(1 row)",
    ]


def test_result_without_rows_has_its_header(psql):
    done = psql("select 1 as a, 'x'::text as b where false;")
    assert done.stdout == " a | b \n---+---\n(0 rows)\n\n"


def test_names_of_unnamed_columns(psql):
    done = psql("select 1, count(*), upper('a'), 'x'::text, null, true;", "-A")
    assert done.stdout.splitlines()[0] == "?column?|count|upper|text|?column?|?column?"


def test_gx_prints_expanded(psql):
    done = psql("select 1 as one, 'x' as two \\gx\n")
    assert done.stdout == "-[ RECORD 1 ]\none | 1\ntwo | x\n\n"


def test_gdesc_describes_without_running(psql):
    script = "select 1/0 as a, 'x'::text as b, 1.5::numeric(5,2) as c, null::date as e \\gdesc\n"
    done = psql(script, "-At")
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["a|integer", "b|text", "c|numeric(5,2)", "e|date"]


def test_timing(answer):
    assert re.fullmatch(r"Time: \d+\.\d{3} ms", answer("\\timing on\nselect 1;\n")[-1])


def test_variables_are_set_from_results_and_interpolated(answer):
    script = (
        "select 7 as a, 'it''s' as b \\gset\n"
        "\\echo :a\n"
        "select :a + 1, :'b';\n"
        "\\set name odd\n"
        'select 1 as :"name";\n'
    )
    assert answer(script) == ["7", "8|it's", "1"]


def test_gexec_runs_what_it_selected(answer):
    assert answer("select 'select 41 + 1' \\gexec\n") == ["42"]


def test_row_count_and_last_error_variables(psql):
    script = "select 1 where false;\n\\echo :ROW_COUNT\nselect nosuch;\n\\echo :SQLSTATE\n"
    assert psql(script, "-At").stdout == "0\n42703\n"


def test_text_forms(answer):
    (row,) = answer(
        "select true, false, 1::smallint, 9007199254740993::bigint, 1.50::numeric(10,2),"
        " 0.1::float8, 1e20::float8, 'nan'::float8, 'infinity'::float8, 1.5::real;"
    )
    assert row == "t|f|1|9007199254740993|1.50|0.1|1e+20|NaN|Infinity|1.5"


def test_text_forms_of_times(answer):
    (row,) = answer(
        "set timezone to 'America/New_York';"
        "select date '2024-02-29', time '10:11:12.5', timestamp '2024-01-02 03:04:05.678',"
        " timestamptz '2024-01-01 00:00:00+00', interval '1 day 2 hours';"
    )
    assert row == (
        "2024-02-29|10:11:12.5|2024-01-02 03:04:05.678|2023-12-31 19:00:00-05|1 day 02:00:00"
    )


def test_text_forms_of_the_others(answer):
    (row,) = answer(
        "select array[1,2,null], array['a b','c'], '\\x00ff'::bytea, '{\"k\": 1}'::json,"
        " '00000000-0000-0000-0000-0000000000aa'::uuid, null::text;"
    )
    assert row == ('{1,2,NULL}|{"a b",c}|\\x00ff|{"k": 1}|00000000-0000-0000-0000-0000000000aa|')


def test_unicode(answer):
    assert answer("select 'snow ☃ duck 🦆' as \"ключ\";") == ["snow ☃ duck 🦆"]


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
        ("select 1/0", "22012"),
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
