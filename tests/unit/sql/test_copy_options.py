"""COPY's options: what they become, and PostgreSQL's recorded answers to wrong ones."""

from pathlib import Path

import pytest

from duckgres.sql.copy_command import CopyFormat, CopyOptions, Header, OnError
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked

RECORDED = Path(__file__).parent / "copy_option_errors.txt"
CSV = CopyOptions(format=CopyFormat.CSV, delimiter=b",", null=b"")


def command(text):
    return plan(text, unasked)[0].command


def recorded():
    lines = [line for line in RECORDED.read_text().splitlines() if line and line[0] != "#"]
    for statement, answer in zip(lines[::2], lines[1::2], strict=True):
        sqlstate, position, message = answer.split(" ", 2)
        yield statement[2:], (sqlstate, None if position == "-" else int(position), message)


@pytest.mark.parametrize(("text", "answer"), list(recorded()))
def test_a_wrong_option_is_told_as_by_postgresql(text, answer):
    refusal = command(text).refusal
    assert (refusal.sqlstate, refusal.position, refusal.message) == answer


def changed(base, **members):
    return {"format": base.format, "delimiter": base.delimiter, "null": base.null} | members


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("copy t to stdout", {}),
        ("copy t to stdout (delimiter '-', null 5)", {"delimiter": b"-", "null": b"5"}),
        ("copy t to stdout using delimiters '|'", {"delimiter": b"|"}),
        ("copy t to stdout with delimiter as '|' null as ''", {"delimiter": b"|", "null": b""}),
        ("copy t to stdout (header)", {"header": Header.NAMES}),
        ("copy t to stdout (header 'True')", {"header": Header.NAMES}),
        ("copy t to stdout (header 0)", {"header": Header.NONE}),
        ("copy t from stdin (header Match)", {"header": Header.MATCH}),
        ("copy t to stdout binary", {"format": CopyFormat.BINARY}),
        ("copy binary t to stdout", {"format": CopyFormat.BINARY}),
        ("copy t to stdout (format binary, header off)", {"format": CopyFormat.BINARY}),
        ("copy t to stdout (freeze)", {"freeze": True}),
        ("copy t to stdout (encoding latin1)", {"encoding": "latin-1"}),
        ("copy t to stdout (encoding 'ISO 8859-15', null '€')",
         {"encoding": "iso8859-15", "null": b"\xa4"}),
        ("copy t to stdout (encoding 'Unicode')", {}),
        ("copy t to stdout (encoding sql_ascii)", {}),
        ("copy t to stdout (convert_selectively (a))", {}),
        ("copy t from stdin (default 'd')", {"default": b"d"}),
        ("copy t from stdin (on_error 'IGNORE', reject_limit '5')",
         {"on_error": OnError.IGNORE, "reject_limit": 5}),
        ("copy t from stdin (log_verbosity default)", {}),
        ("copy t from stdin (log_verbosity Verbose)", {"verbosity": "verbose"}),
    ],
)  # fmt: skip
def test_options(text, members):
    assert command(text).refusal is None
    assert command(text).options == CopyOptions(**members)


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("copy t to stdout csv", {}),
        ("copy t to stdout with null 'x' csv delimiter ';'", {"null": b"x", "delimiter": b";"}),
        ("copy t to stdout csv quote ''''", {"quote": b"'", "escape": b"'"}),
        ("copy t to stdout csv quote as '''' escape '\\'", {"quote": b"'", "escape": b"\\"}),
        ("copy t to stdout csv force quote *", {"force_quote": None}),
        ("copy t to stdout csv force quote a, b", {"force_quote": frozenset("ab")}),
        ("copy t to stdout (format csv, force_quote ('a'))", {"force_quote": frozenset("a")}),
        ("copy t from stdin csv force not null a", {"force_not_null": frozenset("a")}),
        ("copy t from stdin (format csv, force_not_null *)", {"force_not_null": None}),
        ("copy t from stdin (format csv, force_null *)", {"force_null": None}),
        ("copy t from stdin csv force null a", {"force_null": frozenset("a")}),
        ("copy t to stdout (format csv, quote E'\\n')", {"quote": b"\n", "escape": b"\n"}),
    ],
)
def test_csv_options(text, members):
    assert command(text).refusal is None
    assert command(text).options == CopyOptions(**changed(CSV, **members))


def test_a_null_the_encoding_lacks_is_refused():
    assert command("copy t to stdout (encoding latin1, null '€')").refusal.sqlstate == "22P05"


def test_an_encoding_without_codec_is_refused():
    assert command("copy t to stdout (encoding euc_tw)").refusal.sqlstate == "0A000"


@pytest.mark.parametrize(
    ("value", "sqlstate"), [("9223372036854775808", "22003"), ("-1", "22023")]
)
def test_a_limit_has_limits(value, sqlstate):
    text = f"copy t from stdin (on_error ignore, reject_limit {value})"
    assert command(text).refusal.sqlstate == sqlstate


def test_a_column_is_named_once():
    refusal = command("copy t to stdout (format csv, force_quote (a, b, a))").refusal
    assert (refusal.sqlstate, refusal.message) == ("42701", 'column "a" specified more than once')
