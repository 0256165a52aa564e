"""Log lines: structlog, one line an event, on one stream.

``log.info("query done", tag="SELECT 5", rows=5)`` with this module's ``log`` is all one needs.
What belongs to the session is bound once with ``bind_session`` and stands in each of its lines,
on worker threads too, as the door to DuckDB carries the context there. The standard library's
``logging`` and warnings end in the same stream.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any, TextIO

import structlog
from structlog.typing import FilteringBoundLogger

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_FIRST = ("timestamp", "level", "event")
_COLOURS = {"debug": "\x1b[2m", "info": "\x1b[32m", "warning": "\x1b[33m", "error": "\x1b[31m"}
_RESET = "\x1b[0m"

EventDict = MutableMapping[str, Any]  # structlog's own type: an event's fields are anything


def configure(level: str = "info", format: str = "auto", stream: TextIO | None = None) -> None:
    """Send log lines of ``level`` and above to ``stream``, stderr by default.

    Args:
        level: A key of ``LEVELS``.
        format: ``json``, ``console``, or ``auto``: console on a terminal, json elsewhere.
        stream: Where lines go; its descriptor is written directly where it has one.
    """
    stream = stream or sys.stderr
    terminal = stream.isatty()
    console = format == "console" or (format == "auto" and terminal)
    writer = LineWriter(stream)
    structlog.configure(
        processors=[_console_renderer(terminal) if console else _render_json],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=lambda *_: writer,
        cache_logger_on_first_use=True,
    )
    log.use(structlog.get_logger().bind())
    _route_standard_logging(LEVELS[level])


def bind_session(**fields: object) -> None:
    """Put fields (session, user, database, peer, tls…) on every later line of this context."""
    structlog.contextvars.bind_contextvars(**fields)


class Log:
    """The program's one logger.

    ``structlog.get_logger()`` gives a proxy that looks its method up by ``__getattr__`` at each
    call: 0.76 µs for a line that is not written, against 0.11 µs with the bound methods at hand.
    """

    def __init__(self, bound: FilteringBoundLogger) -> None:
        self.use(bound)

    def use(self, bound: FilteringBoundLogger) -> None:
        """Log through ``bound`` from now on."""
        self.debug = bound.debug
        self.info = bound.info
        self.warning = bound.warning
        self.error = bound.error
        self.exception = bound.exception


class LineWriter:
    """The end of every line: one write each, so that lines never mix.

    A line that cannot be written (disk full, reader gone) is counted and the count told as soon as
    a line goes through; a session does not die of its log.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lost = 0
        try:
            self._descriptor = stream.fileno()
        except OSError:  # io.UnsupportedOperation: a stream in memory
            self._descriptor = -1

    def write(self, line: str) -> None:
        """Write one line."""
        try:
            if self._lost:
                lost = {"level": "error", "event": "log lines lost", "count": self._lost}
                self._put(json.dumps(lost))
                self._lost = 0
            self._put(line)
        except OSError:
            self._lost += 1

    debug = info = warning = error = critical = write

    def _put(self, line: str) -> None:
        if self._descriptor < 0:
            self._stream.write(line + "\n")
            return
        data = (line + "\n").encode("utf-8", "backslashreplace")
        while data:
            data = data[os.write(self._descriptor, data) :]


_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


def _render_json(_logger: object, level: str, fields: EventDict) -> str:
    line = {
        "timestamp": _now().isoformat(timespec="microseconds"),
        "level": level,
        "event": fields.pop("event", ""),
    }
    line.update(structlog.contextvars.get_contextvars())
    line.update(fields)
    if "exc_info" in line:
        _replace_exception(line)
    return _encode(line)


def _now() -> datetime:
    return datetime.now(UTC)


def _console_renderer(colours: bool) -> Callable[[object, str, EventDict], str]:
    def render(_logger: object, level: str, fields: EventDict) -> str:
        event = fields.pop("event", "")
        line = {**structlog.contextvars.get_contextvars(), **fields}
        _replace_exception(line)
        trace = line.pop("exception", None)
        head = f"{level.upper():<7}"
        if colours:
            head = f"{_COLOURS.get(level, '')}{head}{_RESET}"
        shown = [f"{name}={_console_value(value)}" for name, value in line.items()]
        text = " ".join([f"{_now():%H:%M:%S.%f}"[:-3], head, _console_value(event, True), *shown])
        return f"{text}\n{trace}" if trace else text

    return render


def _console_value(value: object, spaces: bool = False) -> str:
    """Return the value, quoted where it would break the line or command the terminal."""
    text = value if isinstance(value, str) else str(value)
    plain = text.isprintable() and '"' not in text and text and (spaces or " " not in text)
    return text if plain else json.dumps(text)


def _replace_exception(line: dict[str, Any]) -> None:  # fields are anything
    given = line.pop("exc_info", None)
    if not given:
        return
    if isinstance(given, BaseException):
        error: BaseException | None = given
    else:
        error = given[1] if isinstance(given, tuple) else sys.exc_info()[1]
    if error is not None:
        line["exception"] = "".join(traceback.format_exception(error)).rstrip()


class _ToStructlog(logging.Handler):
    """What libraries say through the standard library's logging."""

    def emit(self, record: logging.LogRecord) -> None:
        name = record.levelname.lower()
        method = getattr(log, name if name in LEVELS else "error")
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # the library's arguments do not fit its own format
            message = str(record.msg)
        method(message, logger=record.name, exc_info=record.exc_info)


def _route_standard_logging(level: int) -> None:
    # Libraries narrate; only their warnings are news, also when we ourselves are to be chatty.
    logging.root.handlers[:] = [_ToStructlog()]
    logging.root.setLevel(max(level, logging.WARNING))
    logging.captureWarnings(True)


# Before ``configure``: warnings, so that a module used on its own is not mute.
log = Log(
    structlog.wrap_logger(
        LineWriter(sys.__stderr__ or sys.stderr),
        processors=[_render_json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    ).bind()
)
