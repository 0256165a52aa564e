import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.session.setting_table import SETTINGS
from duckgres.session.setting_values import parse_value, show_value


def _show(name, text):
    row = SETTINGS[name]
    return show_value(row, parse_value(row, name, text))


def _sqlstate(row, text):
    try:
        value = parse_value(row, row.name, text)
    except PgError as error:
        return error.sqlstate
    assert isinstance(show_value(row, value), str)
    return ""


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("statement_timeout", "5000", "5s"),
        ("statement_timeout", " 7 s ", "7s"),
        ("statement_timeout", "0x10", "16ms"),
        ("statement_timeout", "010", "8ms"),
        ("statement_timeout", "1400us", "1ms"),
        ("work_mem", "1.5GB", "1536MB"),
        ("work_mem", "100000B", "98kB"),
        ("effective_cache_size", "100", "800kB"),
        ("vacuum_cost_delay", "1.5ms", "1500us"),
        ("seq_page_cost", "0.1234567891", "0.123457"),
        ("seq_page_cost", "1e300", "1e+300"),
        ("enable_sort", "TR", "on"),
        ("backslash_quote", "1", "on"),
    ],
)
def test_text_is_normalised(name, text, shown):
    assert _show(name, text) == shown


@given(st.integers(0, 2**31 - 1))
def test_what_show_prints_means_the_same(number):
    row = SETTINGS["statement_timeout"]
    assert parse_value(row, row.name, show_value(row, number)) == number


@given(st.integers(64, 2**31 - 1))
def test_memory_that_show_prints_means_the_same(number):
    row = SETTINGS["work_mem"]
    assert parse_value(row, row.name, show_value(row, number)) == number


@given(st.text(max_size=12), st.sampled_from(sorted(SETTINGS)))
def test_any_text_is_a_value_or_22023(text, name):
    said = _sqlstate(SETTINGS[name], text)
    assert said in ("", "22023")


@pytest.mark.parametrize("text", ["١", "1e400", "9" * 400, "1_000", "nan", ""])
def test_numbers_that_c_would_not_read_are_refused(text):
    with pytest.raises(PgError):
        parse_value(SETTINGS["statement_timeout"], "statement_timeout", text)
