"""What keeps the server from starting is one line on stderr and an exit status, never a traceback.

The canned server starts as the real one does, up to the databases.
"""

import fcntl
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.disks import small_disk
from tests.fixtures.fix_server import ServerDied, ServerProcess
from tests.fixtures.raw_session import wait_until

pytestmark = pytest.mark.slow

CANNED = "tests.fixtures.canned_server"
RIGHTS = ["unshare", "-rm", "setpriv", "--bounding-set=-dac_override,-dac_read_search"]


@pytest.fixture
def make_server(tmp_path):
    """Make a canned server that has not started; what runs at the end is killed."""
    made = []

    def make(name="one", wrapper=(), **settings):
        (tmp_path / name).mkdir(exist_ok=True)
        server = ServerProcess(tmp_path / name, CANNED, **settings)
        server.wrapper = list(wrapper)
        made.append(server)
        return server

    yield make
    for server in made:
        if server.process is not None and server.process.poll() is None:
            server.process.kill()
            server.process.wait()


def refusal(server):
    """Start a server that ends by itself; return its exit status and its one line on stderr."""
    with pytest.raises(ServerDied) as died:
        server.start()
    lines = [line for line in str(died.value).splitlines() if not line.startswith("{")]
    assert len(lines) == 1, died.value
    return server.process.returncode, lines[0]


def test_a_port_that_is_taken(make_server):
    one = make_server().start()
    status, line = refusal(make_server("two", port=one.port))
    assert (status, line) == (
        1,
        f"duckgres: cannot listen on 127.0.0.1:{one.port}: Address already in use",
    )
    status, line = refusal(make_server("three", host="0.0.0.0", port=one.port))
    assert (status, "Address already in use" in line) == (1, True)
    assert one.process.poll() is None


def test_two_servers_on_one_data_directory(make_server):
    one = make_server().start()
    data = one.settings["data_dir"]
    status, line = refusal(make_server("two", data_dir=data))
    assert status == 2
    assert f"is another server (PID {one.pid} on " in line
    assert line.endswith(f'running in data directory "{data}"?')


def test_a_killed_server_leaves_no_lock(make_server):
    one = make_server().start()
    one.signal(signal.SIGKILL)
    one.wait()
    make_server("two", data_dir=one.settings["data_dir"]).start()


def test_servers_in_two_containers_have_one_process_id_and_one_lock(make_server):
    container = ["unshare", "-rmp", "--fork", "--kill-child"]
    one = make_server(wrapper=container).start()
    assert one.events("listening")[-1]["pid"] == 1
    two = make_server("two", container, data_dir=one.settings["data_dir"])
    status, line = refusal(two)
    assert (status, "is another server (PID 1 on " in line) == (2, True)
    # The next one in line gets it when the first has gone.
    one.process.kill()
    one.wait()
    wait_until(lambda: is_free(Path(one.settings["data_dir"]) / "duckgres.pid"))
    two.start()


def is_free(lock):
    """Say whether nobody holds a lock file."""
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda data: data.write_text("in the way"), "is not a directory"),
        (lambda data: data.mkdir(mode=0o500), "Permission denied"),
        (lambda data: data.symlink_to("/proc/nothing/there"), "is not a directory"),
    ],
)
def test_a_data_directory_that_cannot_be_used(make_server, prepare, words):
    server = make_server(wrapper=RIGHTS)
    prepare(server.directory / "data")
    status, line = refusal(server)
    assert (status, words in line) == (2, True), line
    assert line.startswith("duckgres: ")
    assert "data_dir" in line


def test_a_read_only_file_system(make_server):
    server = make_server()
    data = server.directory / "data"
    data.mkdir()
    mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    server.wrapper = ["unshare", "-rm", "sh", "-c", mount, str(data)]
    status, line = refusal(server)
    assert (status, line) == (2, f"duckgres: data_dir: cannot use {data}: Read-only file system")


def test_a_full_disk(make_server):
    server = make_server()
    small_disk(server, 1)
    # Its own command fills the disk before the server comes.
    server.wrapper[4] = server.wrapper[4].replace(
        'exec "$@"', '{ head -c 2000000 /dev/zero > "$0/ballast" 2>/dev/null; exec "$@"; }'
    )
    status, line = refusal(server)
    assert (status, "No space left on device" in line) == (2, True), line


def test_little_room_is_a_warning(make_server):
    server = make_server()
    small_disk(server, 100)
    server.start()
    (warning,) = server.events("the disk of the data directory is nearly full")
    assert warning["level"] == "warning"
    assert warning["free_megabytes"] < 105


def test_a_key_nobody_may_read(make_server):
    server = make_server(wrapper=RIGHTS)
    server.start()
    server.signal()
    assert server.wait() == 0
    key = server.directory / "certs" / "server.key"
    key.chmod(0)
    status, line = refusal(server)
    assert status == 2
    assert line.startswith(f"duckgres: {server.directory}/duckgres.yaml:")
    assert line.endswith(f"tls.key: {key} cannot be read: Permission denied")


def test_certificates_that_cannot_be_written(make_server):
    server = make_server(wrapper=RIGHTS)
    (server.directory / "certs").mkdir(mode=0o500)
    status, line = refusal(server)
    assert (status, "Permission denied" in line, "certs" in line) == (2, True, True), line


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda file: None, "cannot be read: No such file or directory"),
        (lambda file: file.mkdir(), "cannot be read: Is a directory"),
        (lambda file: file.write_bytes(b"\xff\xfe\x00"), "is not UTF-8 text"),
        (lambda file: file.write_text("port: [1"), "not valid YAML"),
        (lambda file: (file.write_text("port: 1"), file.chmod(0)), "Permission denied"),
    ],
)
def test_a_configuration_that_cannot_be_read(tmp_path, prepare, words):
    file = tmp_path / "duckgres.yaml"
    prepare(file)
    command = [*RIGHTS, sys.executable, "-m", "duckgres", "--config", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1
    assert words in ended.stderr
