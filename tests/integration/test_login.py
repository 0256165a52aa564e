"""Logins, right and wrong, said byte by byte and by real clients, against the server process."""

import json
import os
import shutil
import subprocess
import threading
import time

import psycopg
import psycopg2
import pytest

from tests.fixtures.fix_server import ServerProcess
from tests.fixtures.login_cases import ANSWERS, CASES, METHOD_OF_CASE, begin, play
from tests.fixtures.raw_login import (
    RawLogin,
    ScramClient,
    message,
    raw_startup,
    sasl_initial,
    startup_packet,
)

pytestmark = pytest.mark.slow

RECORDED = json.loads(ANSWERS.read_text(encoding="utf-8"))
CASE_USERS = {"test": "secret", "u_pw": "secret", "u_md5": "secret"}
SAME_BUT_FOR_OUR_PROTOCOL = ("server supports 3.0 to 3.0", "server supports 3.0 to 3.2")
POSTGRESQL_VERIFIERS = (
    "SCRAM-SHA-256$4096:RhptmIYEA5BAsvuj/RFAiA==$l6DNZrVjFaQQQapn"
    "QQkt9VFfRGeYsymvrZlkx6DXQ6Y=:ScsMATFSFeQDb/+qlisS2VcdVL5Iz8dYs6W2msFJT2Q=",
    "md5b86e5ba24c715f8b28df87aa95864881",
)
# What we answer otherwise, on purpose.
DIFFERENT = {
    # We speak 3.2, PostgreSQL 15 spoke 3.0.
    "startup_protocol_3_9": ["S", "v 2", "R 10 SCRAM-SHA-256-PLUS SCRAM-SHA-256"],
    # A length that cannot be ends the connection in silence, as it does everywhere else.
    "sasl_message_over_the_limit": ["S", "R 10 SCRAM-SHA-256-PLUS SCRAM-SHA-256", "closed"],
    "sasl_length_three": ["S", "R 10 SCRAM-SHA-256-PLUS SCRAM-SHA-256", "closed"],
}


@pytest.fixture(scope="module")
def server_of_method(tmp_path_factory):
    servers = {}

    def get(method):
        if method not in servers:
            directory = tmp_path_factory.mktemp(method)
            servers[method] = ServerProcess(
                directory,
                "tests.fixtures.canned_server",
                auth_method=method,
                users=CASE_USERS,
                authentication_timeout="3s",
            ).start()
        return servers[method]

    yield get
    for server in servers.values():
        server.check_and_stop()


@pytest.mark.parametrize("name", CASES)
def test_every_case_is_answered_as_postgresql_answers_it(name, server_of_method):
    server = server_of_method(METHOD_OF_CASE[name])
    ours, theirs = SAME_BUT_FOR_OUR_PROTOCOL[::-1]
    expected = DIFFERENT.get(name) or [line.replace(theirs, ours) for line in RECORDED[name]]
    assert play(name, server.host, server.port) == expected


def test_differences_are_differences():
    assert all(RECORDED[name] != answer for name, answer in DIFFERENT.items())


@pytest.mark.parametrize("method", ["scram-sha-256", "md5", "password"])
def test_libpq_logs_in_by_every_method(method, server_of_method):
    server = server_of_method(method)
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError, match='failed for user "test"'):
        psycopg.connect(server.dsn(password="wrong"))
    with pytest.raises(psycopg.OperationalError, match='failed for user "nobody"'):
        psycopg.connect(server.dsn(user="nobody"))


@pytest.mark.parametrize("driver", [psycopg, psycopg2])
@pytest.mark.parametrize("binding", ["disable", "prefer", "require"])
def test_channel_binding(driver, binding, canned_server):
    driver.connect(canned_server.dsn(channel_binding=binding)).close()


@pytest.mark.skipif(not shutil.which("psql"), reason="no psql on the PATH")
def test_psql_logs_in_by_uri(canned_server):
    server = canned_server
    uri = f"postgresql://test:secret@{server.host}:{server.port}/test?sslmode=require"
    done = subprocess.run(
        ["psql", "-XAt", uri, "-c", "select 1"], capture_output=True, text=True, timeout=20
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_a_client_that_wants_no_tls_is_told_before_its_password(canned_server):
    with pytest.raises(psycopg.OperationalError, match="no encryption"):
        psycopg.connect(canned_server.dsn(sslmode="disable"))


def test_passwords_and_names_may_be_in_any_script(start_canned):
    server = start_canned(users={"пользователь": "п\u0430роль ①", "test": "a\u00adb"})
    psycopg.connect(server.dsn(user="пользователь", password="пароль 1", dbname="x")).close()
    psycopg.connect(server.dsn(password="ab")).close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.dsn(user="пользователь", password="пароль 2"))


def test_stored_verifiers_log_in_without_the_password(start_canned):
    # Made by PostgreSQL 15: select rolpassword from pg_authid, password "secret" each.
    scram, md5 = POSTGRESQL_VERIFIERS
    users = {"test": scram, "u_md5": md5}
    server = start_canned(users=users, auth_method="md5")
    psycopg.connect(server.dsn(channel_binding="require")).close()
    psycopg.connect(server.dsn(user="u_md5")).close()


def salt_of(server, user):
    client = RawLogin(server.host, server.port)
    begin(client, user)
    client.send(sasl_initial("SCRAM-SHA-256", ScramClient("x").first()))
    client.receive()
    client.close()
    return client.server_first.split(",")[1:]


def test_an_unknown_user_keeps_its_salt_over_a_restart_as_a_known_one_does(start_canned):
    server = start_canned()
    before = [salt_of(server, user) for user in ("test", "nobody", "nobody2")]
    assert len({salt for salt, _ in before}) == 3
    server.restart()
    assert [salt_of(server, user) for user in ("test", "nobody", "nobody2")] == before


def test_the_secret_file_is_the_owners_alone(canned_server):
    secret = canned_server.directory / "data" / "auth_secret"
    assert secret.stat().st_mode & 0o777 == 0o600


# --- what the startup packet asks for ------------------------------------------------------------


def test_settings_reach_the_session_and_named_ones_win_over_options(canned_server):
    dsn = canned_server.dsn(
        application_name="mine", options="-c datestyle=german -c application_name=other"
    )
    with psycopg.connect(dsn) as connection:
        assert connection.info.parameter_status("application_name") == "mine"
        assert connection.info.parameter_status("datestyle") == "german"


def test_bad_options_are_told_after_login(canned_server):
    with pytest.raises(psycopg.OperationalError, match="invalid command-line argument"):
        psycopg.connect(canned_server.dsn(options="nonsense"))


@pytest.mark.parametrize("word", ["true", "database", "on", "T", "ye", "1"])
def test_replication_is_refused(word, canned_server):
    with pytest.raises(psycopg.OperationalError, match="replication connections are not"):
        psycopg.connect(canned_server.dsn(replication=word))


# --- cancel --------------------------------------------------------------------------------------


def cancel_key(client):
    """Log a raw client in and return its process id and secret."""
    scram = ScramClient("secret")
    client.send(sasl_initial("SCRAM-SHA-256", scram.first()))
    client.receive()
    client.send(message(b"p", scram.final(client.server_first)))
    while client.receive() != b"K":
        pass
    body = client.last[1]
    return body[:4], body[4:]


@pytest.mark.parametrize(("version", "size"), [((3, 0), 4), ((3, 2), 32), ((3, 9), 32)])
def test_the_secret_is_as_long_as_the_protocol_allows(version, size, canned_server):
    client = RawLogin(canned_server.host, canned_server.port)
    client.tls()
    client.send(startup_packet(version, user="test"))
    while not client.heard[-1].startswith("R 10"):
        client.receive()
    assert len(cancel_key(client)[1]) == size
    client.close()


@pytest.mark.parametrize("tls", [False, True])
def test_a_raw_cancel_request_stops_the_statement_and_only_the_right_key_does(tls, canned_server):
    client = RawLogin(canned_server.host, canned_server.port)
    begin(client)
    process_id, secret = cancel_key(client)
    while client.receive() != b"Z":
        pass
    client.send(message(b"Q", b"sleep 30\0"))
    wrong = bytes(byte ^ 1 for byte in secret)
    for key in (process_id + wrong, b"\x7f" + process_id[1:] + secret, process_id + secret):
        other = RawLogin(canned_server.host, canned_server.port)
        if tls:
            other.tls()
        other.send(raw_startup(80877102, key))
        assert other.receive() is None
        other.close()
    client.receive()
    assert client.heard[-1] == "E ERROR | 57014 | canceling statement due to user request"
    client.close()


@pytest.mark.parametrize("minimum", ["3.0", "3.2"])
def test_libpq_cancels(minimum, canned_server):
    if psycopg.pq.version() < 180000:
        pytest.skip("libpq before 18 speaks 3.0 only")
    dsn = canned_server.dsn(min_protocol_version=minimum, max_protocol_version=minimum)
    with psycopg.connect(dsn, autocommit=True) as connection:
        timer = threading.Timer(0.2, connection.cancel_safe)
        timer.start()
        begin_time = time.monotonic()
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("sleep 30")
        timer.join()
        assert time.monotonic() - begin_time < 10
        assert connection.execute("select 1").fetchone() == (1,)


# --- limits --------------------------------------------------------------------------------------


def test_too_many_connections_are_told_so_and_a_place_given_back_is_free(start_canned):
    server = start_canned(max_connections=3)
    held = [psycopg.connect(server.dsn()) for _ in range(3)]
    with pytest.raises(psycopg.OperationalError, match="FATAL:  sorry, too many clients already"):
        psycopg.connect(server.dsn())
    held.pop().close()
    server.wait_for("session ended")
    held.append(psycopg.connect(server.dsn()))
    for connection in held:
        connection.close()


def test_a_cancel_request_needs_no_place(start_canned):
    server = start_canned(max_connections=1)
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        timer = threading.Timer(0.2, connection.cancel_safe)
        timer.start()
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("sleep 30")
        timer.join()


def test_one_address_may_not_take_all(start_canned):
    server = start_canned(rate_limit={"max_connections_per_ip": 2})
    held = [psycopg.connect(server.dsn()) for _ in range(2)]
    with pytest.raises(psycopg.OperationalError, match="sorry, too many clients already"):
        psycopg.connect(server.dsn())
    for connection in held:
        connection.close()


@pytest.mark.parametrize("step", ["nothing", "half a length", "tls", "password"])
def test_time_to_log_in_is_limited_at_every_step(step, start_canned):
    server = start_canned(authentication_timeout="500ms")
    client = RawLogin(server.host, server.port)
    if step == "half a length":
        client.send(b"\0\0")
    if step == "tls":
        client.tls()
    if step == "password":
        begin(client)
    begin_time = time.monotonic()
    assert client.receive() is None
    assert 0.2 < time.monotonic() - begin_time < 5
    client.close()


def test_slow_bytes_do_not_buy_time(start_canned):
    server = start_canned(authentication_timeout="500ms")
    client = RawLogin(server.host, server.port)
    begin_time = time.monotonic()
    while "cannot send" not in client.heard and time.monotonic() - begin_time < 10:
        client.send(b"\0")
        time.sleep(0.1)
    assert time.monotonic() - begin_time < 5
    client.close()


def test_running_out_of_descriptors_does_not_stop_the_accepting(start_canned):
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("this system cannot limit another process")
    server = start_canned()
    soft, hard = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
    open_now = len(os.listdir(f"/proc/{server.pid}/fd"))
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (open_now + 4, hard))
    idle = [RawLogin(server.host, server.port) for _ in range(8)]
    server.wait_for("cannot accept")
    for client in idle:
        client.close()
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (soft, hard))
    psycopg.connect(server.dsn()).close()


# --- the log -------------------------------------------------------------------------------------


def test_the_log_names_who_came_and_never_a_password(start_canned):
    server = start_canned()
    psycopg.connect(server.dsn(application_name="app")).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.dsn(password="my-typing-error"))
    ended = server.wait_for("session ended")
    names = ("user", "database", "application_name", "peer", "tls")
    assert [ended[name] for name in names] == ["test", "test", "app", "127.0.0.1", "TLSv1.3"]
    refused = server.wait_for("login refused")
    assert refused["sqlstate"] == "28P01"
    assert refused["session"] != ended["session"]
    text = server.log_path.read_text(encoding="utf-8")
    assert "my-typing-error" not in text
    assert "secret" not in text.replace("auth_secret", "")
