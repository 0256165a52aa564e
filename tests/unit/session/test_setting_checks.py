import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.session.setting_checks import CHECKS, Situation, quote_name, split_names

HERE = Situation("ann", "ISO, MDY", "ISO, MDY")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("a, B", ["a", "b"]),
        ('"A b" ,c', ["A b", "c"]),
        ('"a""b"', ['a"b']),
        ("a,,b", None),
        ("a,", None),
        (",a", None),
        ('a, "b', None),
        ("a b", None),
        ('""', [""]),
    ],
)
def test_list_is_split_as_postgresql_does(text, names):
    assert split_names(text) == names


@given(st.text(min_size=1, max_size=12))
def test_quoted_name_is_read_back(name):
    assert split_names(quote_name(name)) == [name]


@pytest.mark.parametrize(
    ("text", "current", "full"),
    [
        ("ymd", "ISO, MDY", "ISO, YMD"),
        ("iso", "ISO, DMY", "ISO, DMY"),
        ("default", "ISO, DMY", "ISO, MDY"),
        ("European", "ISO, MDY", "ISO, DMY"),
        ("", "ISO, YMD", "ISO, YMD"),
        ("german, iso", "ISO, MDY", None),
    ],
)
def test_date_style_is_completed(text, current, full):
    situation = Situation("ann", current, "ISO, MDY")
    if full is None:
        with pytest.raises(PgError) as caught:
            CHECKS["DateStyle"](text, situation)
        assert caught.value.sqlstate == "22023"
    else:
        assert CHECKS["DateStyle"](text, situation) == full


@pytest.mark.parametrize("text", ["utf8", "UTF-8", "Unicode", "'utf-8'"])
def test_names_of_utf8(text):
    assert CHECKS["client_encoding"](text, HERE) == "UTF8"


@pytest.mark.parametrize(("text", "sqlstate"), [("LATIN1", "0A000"), ("nosuch", "22023")])
def test_other_encodings_are_refused_and_unknown_ones_too(text, sqlstate):
    with pytest.raises(PgError) as caught:
        CHECKS["client_encoding"](text, HERE)
    assert caught.value.sqlstate == sqlstate


def test_zone_without_a_name_in_the_engine_is_refused():
    with pytest.raises(PgError) as caught:
        CHECKS["TimeZone"]("5.5", HERE)
    assert caught.value.sqlstate == "0A000"


def test_application_name_is_printable_and_short():
    assert CHECKS["application_name"]("é\tx", HERE) == "???x"
    assert len(CHECKS["application_name"]("x" * 99, HERE)) == 63


def test_role_may_only_be_oneself():
    assert CHECKS["role"]("ann", HERE) == "ann"
    with pytest.raises(PgError) as caught:
        CHECKS["role"]("bob", HERE)
    assert caught.value.sqlstate == "42501"
