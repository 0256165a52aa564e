"""What is wrong with a regular expression."""

from duckgres.pgtypes.regex.errors import invalid, unsupported


def test_what_is_wrong_is_told_in_postgresqls_words():
    error = invalid("x")
    assert (error.sqlstate, error.message) == ("2201B", "invalid regular expression: x")


def test_what_cannot_be_done_is_0a000_with_advice():
    error = unsupported("x", "Do y.")
    assert error.sqlstate == "0A000"
    assert error.message == "x in a regular expression is not supported"
    assert error.fields.hint == "Do y."
