"""psql: logging in, statements, and how results look."""

import os
import re

import pytest

pytestmark = pytest.mark.slow


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
        "select array[1,2,null], array['a b','c'], 'abc'::bytea, '{\"k\": 1}'::json,"
        " '00000000-0000-0000-0000-0000000000aa'::uuid, null::text;"
    )
    assert row == ('{1,2,NULL}|{"a b",c}|\\x616263|{"k": 1}|00000000-0000-0000-0000-0000000000aa|')


def test_unicode(answer):
    assert answer("select 'snow ☃ duck 🦆' as \"ключ\";") == ["snow ☃ duck 🦆"]
