import pytest

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from duckgres.wire.trace import line
from tests.unit.wire.samples import BACKEND, FRONTEND


@pytest.mark.parametrize("made", [made for made, _ in FRONTEND + BACKEND], ids=repr)
@pytest.mark.parametrize("full", [False, True])
def test_every_message_is_one_line(made, full):
    text = line(made, full=full)
    assert text.startswith(type(made).__name__ + "(")
    assert "\n" not in text


def test_passwords_and_secrets_never_show():
    for full in (False, True):
        assert "secret" not in line(f.AuthenticationResponse(b"secret\0"), full=full)
        assert "secret" not in line(b.BackendKeyData(1, b"secret"), full=full)
        assert "secret" not in line(b.AuthenticationSASLContinue(b"secret"), full=full)


def test_users_data_shows_on_demand_only():
    bind = f.Bind("p", "s", (1,), (b"mine", None), ())
    assert line(bind) == "Bind('p', 's', (1,), <2 values>, ())"
    assert line(bind, full=True) == "Bind('p', 's', (1,), (b'mine', None), ())"
    assert line(f.Query("select 'mine'")) == "Query(<13 characters>)"
    assert line(b.DataRow((b"mine",))) == "DataRow(<1 values>)"
    assert line(b.DataRow((b"mine", None)), full=True) == "DataRow(b'mine', None)"
    assert line(f.CopyData(b"mine")) == "CopyData(<4 bytes>)"


def test_error_texts_show_on_demand_only():
    error = b.ErrorResponse((("S", "ERROR"), ("C", "22P02"), ("M", "bad: mine"), ("P", "8")))
    assert line(error) == "ErrorResponse(S='ERROR', C='22P02', P='8')"
    assert line(error, full=True) == "ErrorResponse(S='ERROR', C='22P02', M='bad: mine', P='8')"


def test_row_description_shows_its_columns():
    made = b.RowDescription((b.FieldDescription("a", 0, 0, 23, 4, -1, 0),))
    assert line(made) == "RowDescription(('a', 0, 0, 23, 4, -1, 0))"
