import pytest

from duckgres.pgtypes import refusals


@pytest.mark.parametrize(
    ("error", "sqlstate", "message"),
    [
        (refusals.invalid_text("uuid", "x"), "22P02", 'invalid input syntax for type uuid: "x"'),
        (
            refusals.invalid_datetime("date", "x"),
            "22007",
            'invalid input syntax for type date: "x"',
        ),
        (refusals.field_out_of_range("x"), "22008", 'date/time field value out of range: "x"'),
        (
            refusals.out_of_range("9", "integer"),
            "22003",
            'value "9" is out of range for type integer',
        ),
        (refusals.too_big("bigint"), "22003", "bigint out of range"),
        (refusals.too_big("timestamp"), "22008", "timestamp out of range"),
        (refusals.bad_binary(), "22P03", "incorrect binary data format"),
    ],
)
def test_refusals_speak_as_postgresql(error, sqlstate, message):
    assert (error.sqlstate, error.message) == (sqlstate, message)
