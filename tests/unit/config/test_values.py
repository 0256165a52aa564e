"""The kinds of value, read and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.config import values
from duckgres.config.values import (
    DIRECTORIES,
    URLS,
    choice,
    parse_duration,
    parse_size,
    whole_number,
)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("5m", 300),
        ("1h30m", 5400),
        ("250ms", 0.25),
        ("90", 90),
        (90, 90),
        (0.5, 0.5),
        ("1.5h", 5400),
        ("2min", 120),
        ("1D", 86400),
        (" 10s ", 10),
        ("0", 0),
        ("10us", 0.00001),
    ],
)
def test_durations(written, seconds):
    assert parse_duration(written) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "written",
    ["", "m", "5 m", "5x", "-5s", "5m3", "1h30", "inf", "nan", -1, float("inf"), True, None,
     [], "9999999999d", "1e3", "٣s", "9" * 400],
)  # fmt: skip
def test_no_durations(written):
    with pytest.raises(ValueError, match=r"^$"):
        parse_duration(written)


@given(st.integers(0, 10**12))
def test_a_shown_duration_is_read_back(microseconds):
    seconds = microseconds / 1e6
    assert parse_duration(values.show_duration(seconds)) == pytest.approx(seconds, abs=1e-6)


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("512MB", 512_000_000),
        ("2GiB", 2 * 1024**3),
        ("1.5gb", 1_500_000_000),
        ("4 KiB", 4096),
        ("100", 100),
        (100, 100),
        ("7B", 7),
    ],
)
def test_sizes(written, size):
    assert parse_size(written) == size


@pytest.mark.parametrize(
    "written", ["", "MB", "5XB", "-5MB", "0", 0, -1, 1.5, True, None, [], "80%", "9" * 400 + "GB"]
)
def test_no_sizes(written):
    with pytest.raises(ValueError, match=r"^$"):
        parse_size(written)


@given(st.integers(1, 2**62))
def test_a_shown_size_is_read_back(size):
    assert parse_size(values.show_size(size)) == size


@pytest.mark.parametrize("written", [5, "5", " 5 ", 1, 10])
def test_whole_numbers(written):
    assert whole_number(1, 10).parse(written) == int(written)


@pytest.mark.parametrize("written", [0, 11, "-1", "1.0", 1.0, True, None, "x", "", [], "9" * 5000])
def test_no_whole_numbers(written):
    with pytest.raises(ValueError):  # noqa: PT011 - int() may say something of its own
        whole_number(1, 10).parse(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [(True, True), ("true", True), ("ON", True), ("no", False), ("0", False), (False, False)],
)
def test_booleans(written, value):
    assert values.BOOLEAN.parse(written) is value


@pytest.mark.parametrize("written", [1, 0, "maybe", None, ""])
def test_no_booleans(written):
    with pytest.raises(ValueError, match=r"^$"):
        values.BOOLEAN.parse(written)


def test_choices_are_read_in_any_case_and_named():
    kind = choice("a", "b", "c")
    assert kind.parse("B") == "b"
    assert kind.wants == "a, b or c"
    with pytest.raises(ValueError, match=r"^$"):
        kind.parse("d")


def test_a_list_of_names_is_yaml_or_commas():
    assert values.NAMES.parse(["json", "ICU", "json"]) == ("json", "icu")
    assert values.NAMES.parse("json, icu,") == ("json", "icu")
    assert values.NAMES.parse([]) == ()


@pytest.mark.parametrize("written", [["a", 1], ["a b"], "../x", 5, None, {}])
def test_no_list_of_names(written):
    with pytest.raises(ValueError, match=r"^$"):
        values.NAMES.parse(written)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (values.TEXT, 5),
        (values.TEXT, "a\0b"),
        (values.FILLED_TEXT, "  "),
        (values.PATH, ""),
        (values.PATH, None),
        (values.POSITIVE_DURATION, "0"),
    ],
)
def test_refused_texts_paths_and_times(kind, written):
    with pytest.raises(ValueError, match=r"^$"):
        kind.parse(written)


def test_a_path_may_begin_at_home(monkeypatch):
    monkeypatch.setenv("HOME", "/somewhere")
    assert str(values.PATH.parse("~/x")) == "/somewhere/x"


@pytest.mark.parametrize("written", [["10.1.2.3/8", "::1"], "10.0.0.0/8, ::1/128,"])
def test_networks(written):
    networks = values.NETWORKS.parse(written)
    assert values.NETWORKS.show(networks) == "10.0.0.0/8, ::1/128"
    assert values.NETWORKS.parse(values.NETWORKS.show(networks)) == networks
    assert values.NETWORKS.parse("") == values.NETWORKS.parse([]) == ()


@pytest.mark.parametrize("written", ["10.0.0.0/33", "nowhere", [1], [""], {"a": 1}, 5, None])
def test_no_networks(written):
    with pytest.raises(ValueError):  # noqa: PT011 - ipaddress has its own words
        values.NETWORKS.parse(written)


def test_directories_are_absolute_and_their_links_are_followed_at_once(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert DIRECTORIES.parse(f"{tmp_path}/link, /srv/../srv") == (f"{tmp_path}/real", "/srv")
    for text in ("data", "/srv,./x"):
        with pytest.raises(ValueError):  # noqa: PT011 - the kind has words of its own
            DIRECTORIES.parse(text)


def test_addresses_end_in_a_slash_and_hold_nothing_that_leads_elsewhere():
    assert URLS.parse("s3://b/p/, https://h/x/") == ("s3://b/p/", "https://h/x/")
    for text in (
        "s3://b",
        "s3://b/p/?s3_endpoint=h:1/",
        "s3://b/../c/",
        "s3://b/%2e%2e/",
        "s3://b/#/",
        "file:///etc/",
        "/etc/",
    ):
        with pytest.raises(ValueError):  # noqa: PT011 - the kind has words of its own
            URLS.parse(text)
