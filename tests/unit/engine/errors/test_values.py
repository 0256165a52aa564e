import re

from duckgres.engine.errors import values
from duckgres.engine.errors.report import Report
from duckgres.engine.errors.statement_text import StatementText


def _report(text, offset=None, message="", entry=""):
    return Report(
        "X", message, text, StatementText(text), lambda at: at + 1, offset=offset, entry=entry
    )


def _match(**groups):
    pattern = "".join(f"(?P<{name}>{re.escape(value)})" for name, value in groups.items())
    return re.match(pattern, "".join(groups.values()))


def test_integer_text_beyond_the_type_is_out_of_range():
    error = values.bad_text(_report(""), _match(value="99999", type="INT16"))
    assert (error.sqlstate, error.message) == (
        "22003",
        'value "99999" is out of range for type smallint',
    )


def test_uuid_and_hugeint_share_their_storage():
    uuid = values.bad_text(_report("select 'x'::uuid", 10), _match(value="x", type="INT128"))
    assert uuid.message == 'invalid input syntax for type uuid: "x"'
    number = values.bad_text(_report(""), _match(value="9" * 40, type="INT128"))
    assert (number.sqlstate, number.message) == ("22003", "numeric field overflow")


def test_numeric_without_whole_digits_must_be_below_one():
    error = values.numeric_overflow(_report(""), _match(type="DECIMAL(2,2)"))
    assert error.fields.detail.endswith("must round to an absolute value less than 1.")


def test_key_of_several_columns():
    match = _match(key="a: 1, b: x: y", kind="unique")
    error = values.duplicate_key(_report("insert into s.t values (1, 'x: y')"), match)
    assert error.fields.detail == "Key (a, b)=(1, x: y) already exists."
    assert (error.fields.table, error.fields.constraint) == ("t", "t_a_b_key")


def test_limit_of_a_text_column_is_a_truncation():
    match = _match(table="t", expression="(length(c) <= 5)")
    error = values.failed_check(_report(""), match)
    assert (error.sqlstate, error.message) == (
        "22001",
        "value too long for type character varying(5)",
    )


def test_check_is_named_as_postgresql_would():
    one = values.failed_check(_report(""), _match(table="t", expression="(upper(c) = 'X y')"))
    assert one.fields.constraint == "t_c_check"
    two = values.failed_check(_report(""), _match(table="t", expression="((a > 0) AND (b > 0))"))
    assert two.fields.constraint == "t_check"


def test_swapped_day_and_month_hint_at_the_datestyle():
    hint = values.datetime_out_of_range(_report(""), _match(value="2024-13-01", type="date"))
    assert "datestyle" in hint.fields.hint
    none = values.datetime_out_of_range(_report(""), _match(value="2024-02-30", type="date"))
    assert none.fields.hint is None


def test_unreadable_time_is_bad_text():
    error = values.datetime_out_of_range(_report(""), _match(value="x", type="time"))
    assert (error.sqlstate, error.message) == ("22007", 'invalid input syntax for type time: "x"')
