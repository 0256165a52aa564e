"""Log lines, and what they cost."""

import contextvars
import io
import json
import logging as standard
import os
import warnings

import pytest
import structlog

from duckgres.observability import logging
from duckgres.observability.logging import bind_session, configure, log


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def _put_back():
    """Leave the process's logging as it was."""
    handlers, level, methods = standard.root.handlers[:], standard.root.level, dict(vars(log))
    yield
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()
    standard.captureWarnings(False)
    standard.root.handlers[:], standard.root.level = handlers, level
    vars(log).update(methods)


def lines_of(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def configured(level="info", format="json", stream=None):
    stream = stream or io.StringIO()
    configure(level, format, stream)
    return stream


def test_a_line_is_one_json_object_with_time_level_and_event_first():
    stream = configured()
    log.info("query done", tag="SELECT 5", rows=5, seconds=0.25, who="Jörg\n", odd=object)
    (line,) = lines_of(stream)
    assert list(line)[:3] == ["timestamp", "level", "event"]
    assert line["timestamp"].endswith("+00:00")
    assert (line["level"], line["event"], line["who"]) == ("info", "query done", "Jörg\n")
    assert (line["rows"], line["seconds"], line["odd"]) == (5, 0.25, "<class 'object'>")


@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("warning", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_levels(level, written):
    stream = configured(level)
    for method in (log.debug, log.info, log.warning, log.error):
        method("x")
    assert [line["level"] for line in lines_of(stream)] == written


def test_session_fields_stand_in_every_line_of_their_context_only():
    stream = configured()

    def session(name):
        bind_session(session=name, user="bob")
        log.info("inside")

    for name in ("a", "b"):
        contextvars.copy_context().run(session, name)
    log.info("outside")
    assert [(line.get("session"), line.get("user")) for line in lines_of(stream)] == [
        ("a", "bob"),
        ("b", "bob"),
        (None, None),
    ]


def test_a_later_configure_takes_over_the_same_log():
    first = configured()
    log.info("one")
    second = configured("warning")
    log.info("two")
    log.warning("three")
    assert [line["event"] for line in lines_of(first)] == ["one"]
    assert [line["event"] for line in lines_of(second)] == ["three"]


def test_an_exception_brings_its_traceback():
    stream = configured()
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        log.exception("failed", session="a")
    (line,) = lines_of(stream)
    assert line["level"] == "error"
    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("ZeroDivisionError: division by zero")
    assert "exc_info" not in line


def test_a_lone_surrogate_is_written_as_valid_json(tmp_path):
    with (tmp_path / "log").open("w") as stream:
        configure("info", "json", stream)
        log.info("x", text="a\udc80b")
    assert json.loads((tmp_path / "log").read_bytes())["text"] == "a\udc80b"


@pytest.mark.parametrize(
    ("format", "stream", "console"),
    [
        ("auto", Terminal, True),
        ("auto", io.StringIO, False),
        ("json", Terminal, False),
        ("console", io.StringIO, True),
    ],
)
def test_auto_is_console_on_a_terminal(format, stream, console):
    stream = configured(format=format, stream=stream())
    log.info("hello", port=5)
    assert stream.getvalue().startswith("{") is not console
    assert ("hello port=5" in stream.getvalue()) is console


def test_colours_go_to_terminals_only():
    assert "\x1b[32m" in write_console(Terminal())
    assert "\x1b" not in write_console(io.StringIO())


def write_console(stream, **fields):
    configure("info", "console", stream)
    log.info("hello world", **fields)
    return stream.getvalue()


def test_a_value_cannot_break_a_console_line_or_command_the_terminal():
    text = write_console(
        io.StringIO(), name="a\nb", esc="\x1b[2J", c1="\x9b2J", empty="", two="a b"
    )
    assert text.count("\n") == 1
    assert text.endswith(
        r'INFO    hello world name="a\nb" esc="\u001b[2J" c1="\u009b2J" empty="" two="a b"' + "\n"
    )


def test_a_console_traceback_stands_below_its_line():
    stream = configured(format="console")
    log.error("failed", exc_info=ValueError("why"))
    assert stream.getvalue().endswith("ERROR   failed\nValueError: why\n")


def test_lines_that_could_not_be_written_are_counted_and_told():
    class Failing(io.StringIO):
        full = True

        def write(self, text):
            if self.full:
                raise OSError(28, "No space left on device")
            return super().write(text)

    stream = configured(stream=Failing())
    log.info("one")
    log.info("two")
    stream.full = False
    log.info("three")
    assert [(line["event"], line.get("count")) for line in lines_of(stream)] == [
        ("log lines lost", 2),
        ("three", None),
    ]


def test_a_reader_that_went_away_ends_nobody():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        configure("info", "json", stream)
        log.info("nobody reads this")


def test_a_long_line_reaches_a_pipe_whole():
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stream, os.fdopen(reading, "rb") as reader:
        configure("info", "json", stream)
        log.info("x" * 60_000)
        assert json.loads(reader.readline())["event"] == "x" * 60_000


def test_the_standard_library_ends_in_the_same_stream_from_warnings_on():
    stream = configured("debug")
    standard.getLogger("lib").info("chatter")
    standard.getLogger("lib").warning("watch %s", "out")
    standard.getLogger("lib").warning("does not fit %d", "x")
    standard.getLogger("lib").critical("down")
    assert [(line["level"], line["event"], line["logger"]) for line in lines_of(stream)] == [
        ("warning", "watch out", "lib"),
        ("warning", "does not fit %d", "lib"),
        ("error", "down", "lib"),
    ]


def test_warnings_end_in_the_same_stream():
    stream = configured()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        standard.captureWarnings(True)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    assert "DeprecationWarning: old" in lines_of(stream)[0]["event"]


def test_a_line_below_the_level_renders_nothing(monkeypatch):
    configured("info")

    class Untouched:
        def __str__(self):
            raise AssertionError

    log.debug("x", value=Untouched())


def test_every_level_of_the_settings_is_known():
    from duckgres.config.model import BY_PATH

    for level in logging.LEVELS:
        assert BY_PATH["log.level"].kind.parse(level) == level
    assert BY_PATH["log.level"].kind.wants == "debug, info, warning or error"
