"""Problems in one line, and the nearest right name."""

import pytest

from duckgres.config.problems import ConfigError, Given, Problem, did_you_mean, quoted

NAMES = ["port", "host", "tls.cert", "tls.key", "rate_limit.ban_duration"]


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("prot", "port"),
        ("tls.certificate", "tls.cert"),
        ("ban_duration", "rate_limit.ban_duration"),
        ("ban_duraton", "rate_limit.ban_duration"),
        ("cert", "tls.cert"),
    ],
)
def test_nearest_name(word, nearest):
    assert did_you_mean(word, NAMES) == f' (did you mean "{nearest}"?)'


def test_nothing_is_near():
    assert did_you_mean("zzzzz", NAMES) == ""


def test_an_error_is_one_line_and_counts_the_rest():
    error = ConfigError([Problem("f:1", "a\nb"), Problem("", "c")])
    assert str(error) == "f:1: a b (and 1 more: see duckgres check)"
    assert str(ConfigError([Problem("", "c")])) == "c"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "nothing"), ({}, "a section"), ([], "a list"), (True, '"true"'), (5, '"5"')],
)
def test_values_in_messages(value, text):
    assert quoted(value) == text


def test_a_long_value_is_cut():
    assert len(quoted("x" * 500)) == 62


def test_a_given_value_is_not_in_the_representation():
    assert "secret" not in repr(Given("secret", "f:1"))


def test_what_all_words_begin_with_makes_none_alike():
    assert did_you_mean("--bogus", ["--host"], "--") == ""
    assert did_you_mean("--hots", ["--host"], "--") == ' (did you mean "--host"?)'
