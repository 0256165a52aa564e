"""What is promised to users and is not there is told at the start."""

from duckgres.config.model import Config, User, UserLimits
from duckgres.server import capacity

MUCH = 2**60  # bytes that no machine has


def users(limits, count=2):
    return {f"u{i}": User(f"u{i}", "x", limits=limits) for i in range(count)}


def test_limits_that_fit_warn_of_nothing(tmp_path):
    config = Config(data_dir=tmp_path, users=users(UserLimits(memory_limit=1, threads=1)))
    assert capacity.warnings(config) == []
    assert capacity.warnings(Config(data_dir=tmp_path / "not" / "made")) == []


def test_sums_and_threads_are_compared_with_the_machine(tmp_path):
    limits = UserLimits(memory_limit=MUCH, max_temp_directory_size=MUCH, threads=1024)
    memory, disk, *threads = capacity.warnings(Config(data_dir=tmp_path, users=users(limits)))
    assert memory.startswith("memory_limit of all users together is ")
    assert disk.startswith("max_temp_directory_size of all users together is ")
    assert [text.split(",")[0] for text in threads] == [
        "user u0 has 1024 threads",
        "user u1 has 1024 threads",
    ]


def test_the_server_s_own_limit_counts_for_each_user(tmp_path):
    config = Config(data_dir=tmp_path, memory_limit=MUCH // 2, users=users(UserLimits(), 3))
    assert len(capacity.warnings(config)) == 1
