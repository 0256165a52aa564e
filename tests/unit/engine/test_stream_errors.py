"""What Arrow says of DuckDB's failure becomes DuckDB's exception again."""

import errno
import json
import os

import duckdb
import pyarrow as pa
import pytest

from duckgres.engine.errors import to_pg_error
from duckgres.engine.stream_errors import as_duckdb_error

KINDS = [
    ("Out of Range", duckdb.OutOfRangeException),
    ("Conversion", duckdb.ConversionException),
    ("Invalid Input", duckdb.InvalidInputException),
    ("INTERRUPT", duckdb.InterruptException),
    ("FATAL", duckdb.FatalException),
    ("INTERNAL", duckdb.InternalException),
    ("Out of Memory", duckdb.OutOfMemoryException),
    ("IO", duckdb.IOException),
    ("Not implemented", duckdb.NotImplementedException),
    ("TransactionContext", duckdb.TransactionException),
    ("Mismatch Type", duckdb.TypeMismatchException),
    ("No Such Class", duckdb.Error),
    ("Re", duckdb.Error),
]


@pytest.mark.parametrize(("kind", "expected"), KINDS)
def test_the_first_words_are_the_class(kind, expected):
    found = as_duckdb_error(pa.ArrowInvalid(f"{kind} Error: what"))
    assert type(found) is expected
    assert str(found) == f"{kind} Error: what"


@pytest.mark.parametrize(("kind", "expected"), KINDS)
def test_the_type_in_the_json_is_the_class(kind, expected):
    text = json.dumps({"exception_type": kind, "exception_message": "w"}, separators=(",", ":"))
    assert type(as_duckdb_error(pa.ArrowInvalid(text))) is expected


@pytest.mark.parametrize("message", ["FATAL Error: x", '{"exception_type":"FATAL"}'])
def test_what_a_user_writes_into_a_message_is_no_class(message):
    for text in (
        json.dumps({"exception_type": "Re", "exception_message": message}, separators=(",", ":")),
        f"Invalid Input Error: {message}",
    ):
        assert not isinstance(as_duckdb_error(OSError(text)), duckdb.FatalException)


def test_words_of_arrow_itself_are_an_error_without_a_class():
    assert type(as_duckdb_error(pa.ArrowInvalid("Array length did not match"))) is duckdb.Error


@pytest.mark.parametrize("error", [MemoryError(), pa.ArrowMemoryError("malloc of size 7 failed")])
def test_no_memory_for_a_batch_is_out_of_memory(error):
    assert to_pg_error(as_duckdb_error(error)).sqlstate == "53200"


def test_a_full_disk_under_a_parked_result_is_disk_full():
    found = as_duckdb_error(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert to_pg_error(found).sqlstate == "53100"


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("case when i < 500000 then 1 else error('boom') end", duckdb.InvalidInputException),
        ("s::integer", duckdb.ConversionException),
        (
            "case when i < 500000 then i else i + 9223372036854775807 end",
            duckdb.OutOfRangeException,
        ),
    ],
)
def test_real_failures_in_the_middle_keep_their_class(sql, expected, as_json):
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"set errors_as_json = {as_json}")
        connection.execute(
            "create table t as "
            "select i, case when i < 500000 then '1' else 'x' end s from range(1000000) r(i)"
        )
        reader = connection.execute(f"select {sql} from t").to_arrow_reader(1024)
        with pytest.raises(OSError) as failure:  # noqa: PT011 - Arrow's wrapping is what is shown
            reader.read_all()
        reader.close()
    assert isinstance(as_duckdb_error(failure.value), expected)
