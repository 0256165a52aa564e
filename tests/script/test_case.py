"""The form of the scripts, and that what is not compared is only what is said to be."""

import pytest

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from tests.script import case as cases

TEXT = """\
# About this
# origin
> Query('select 1')
DataRow(b'1')
ReadyForQuery('I')

> Flush()

> Sync()
> Raw(b'x')
Closed
"""


def test_a_text_is_read_and_written_the_same():
    case = cases.parse(TEXT)
    assert case.text() == TEXT
    assert case.origin
    assert case.login is None
    assert [step.said for step in case.rounds] == [
        ["Query('select 1')"],
        ["Flush()"],
        ["Sync()", "Raw(b'x')"],
    ]
    assert case.rounds[1].heard == []


def test_a_login_is_heard_before_anything_is_said():
    case = cases.parse("# login: {'a': 'b'}\nAuthenticationOk()\n\n> Sync()\nReadyForQuery('I')\n")
    assert case.login == {"a": "b"}
    assert [step.said for step in case.rounds] == [[], ["Sync()"]]


@pytest.mark.parametrize("name", cases.names())
def test_the_file_has_the_form_it_would_be_written_in(name):
    text = (cases.CASES / f"{name}.txt").read_text()
    assert cases.parse(text).text() == text


def test_what_is_said_is_a_message_or_any_bytes():
    assert cases.said_bytes("Bind('', 's', (), (b'1', None), (1,))") == (
        f.Bind("", "s", (), (b"1", None), (1,)).encode()
    )
    assert cases.said_bytes("Message(b'Q', b'ab')") == b"Q\0\0\0\6ab"
    assert cases.said_bytes(r"Raw(b'\x00')") == b"\0"


def test_an_error_is_compared_but_for_its_place_in_the_source():
    pairs = (("S", "ERROR"), ("C", "42601"), ("M", "no"), ("F", "f.c"), ("L", "7"), ("R", "f"))
    assert (
        cases.heard_line(b.ErrorResponse(pairs)) == "ErrorResponse(S='ERROR', C='42601', M='no')"
    )


def test_a_columns_table_is_compared_on_demand():
    message = b.RowDescription((b.FieldDescription("a", 16384, 2, 23, 4, -1, 0),))
    assert cases.heard_line(message) == "RowDescription(('a', 0, 0, 23, 4, -1, 0))"
    assert cases.heard_line(message, origin=True) == "RowDescription(('a', 1, 2, 23, 4, -1, 0))"
    message = b.RowDescription((b.FieldDescription("a", 0, 0, 23, 4, -1, 0),))
    assert cases.heard_line(message, origin=True) == "RowDescription(('a', 0, 0, 23, 4, -1, 0))"


def test_a_login_is_compared_in_any_order_of_its_parameters():
    ready = b.ReadyForQuery("I")
    told = [b.ParameterStatus("b", "1"), b.ParameterStatus("A", "2")]
    newer = b.ParameterStatus("scram_iterations", "4096")
    version = b.ParameterStatus("server_version", "99")
    assert cases.login_lines([b.AuthenticationOk(), *told, newer, version, ready]) == [
        "AuthenticationOk()",
        "ParameterStatus('A', '2')",
        "ParameterStatus('b', '1')",
        "ParameterStatus('server_version', '*')",
        "ReadyForQuery('I')",
    ]
