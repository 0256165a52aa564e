"""Every type from PostgreSQL to Duckgres and out again, in the three formats, byte by byte."""

import psycopg
import pytest

pytestmark = pytest.mark.slow

# A type and values of it as PostgreSQL's literals; NULL is added to each.
TYPES = {
    "boolean": ["t", "f"],
    "smallint": ["0", "-32768", "32767"],
    "integer": ["0", "-2147483648", "2147483647"],
    "bigint": ["0", "-9223372036854775808", "9223372036854775807"],
    "real": ["0", "-1.5", "3.4028235e+38", "1e-45", "NaN", "Infinity", "0.1"],
    "double precision": ["-0", "0.1", "1.7976931348623157e+308", "5e-324", "NaN", "-Infinity"],
    "numeric(10,2)": ["0", "-99999999.99", "0.01"],
    "numeric(38,0)": ["12345678901234567890123456789012345678", "-1"],
    "numeric(18,6)": ["123456789012.123456", "-0.000001"],
    "text": ["", "tab\t newline\n return\r quote\" comma, \\slash \\N \\.", "é€😀", "x" * 3000],
    "varchar(5)": ["", "é€"],
    "bytea": ["\\x", "\\x00ff5c0a", "\\x" + "ab" * 500],
    "date": ["2020-02-29", "0001-01-01", "0044-03-15 BC", "infinity", "-infinity", "99999-12-31"],
    "time": ["00:00:00", "23:59:59.999999", "24:00:00"],
    "timestamp": ["2020-01-02 03:04:05.678901", "0044-03-15 00:00:00 BC", "infinity"],
    "timestamptz": ["2020-01-02 03:04:05.678901+00", "1900-01-01 00:00:00+00", "-infinity"],
    "timetz": ["10:11:12.5+02", "00:00:00-05:30"],
    "interval": ["1 year 2 mons -3 days 04:05:06.789", "0", "-1 mons +1 day", "1000000:00:00"],
    "uuid": ["00000000-0000-0000-0000-00000000000a", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
    "json": ['{"b" : 1, "a": [1,2]}', "null", '"x"'],
    "jsonb": ['{"b": 1, "a": [1, 2.50]}', "null", '"\\u00e9"'],
    "integer[]": ["{}", "{1,NULL,-3}"],
    "text[]": ['{a,"b c","",NULL,"NULL","q\\"q","b\\\\s"}'],
    "numeric(10,2)[]": ["{1.50,NULL}"],
    "boolean[]": ["{t,f}"],
    "date[]": ["{2020-01-01,NULL}"],
    "timestamptz[]": ['{"2020-01-01 00:00:00+00"}'],
    "uuid[]": ["{00000000-0000-0000-0000-00000000000a}"],
    "double precision[]": ["{0.1,NaN}"],
}  # fmt: skip
FORMATS = ("text", "csv", "binary")


def connect(found):
    return psycopg.connect(
        host=found.host, port=found.port, user=found.user, password=found.password,
        dbname=getattr(found, "database", found.user), autocommit=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def both(judge, server):
    """Connections to PostgreSQL and to Duckgres."""
    with connect(judge) as postgres, connect(server) as duckgres:
        for connection in (postgres, duckgres):
            connection.execute("set timezone to 'UTC'")
        yield postgres, duckgres


def copy_out(connection, form):
    with connection.cursor().copy(f"copy trip to stdout (format {form})") as copy:
        return b"".join(map(bytes, copy))


def copy_in(connection, form, data):
    with connection.cursor().copy(f"copy trip from stdin (format {form})") as copy:
        copy.write(data)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", TYPES)
def test_what_comes_in_goes_out_as_it_came(both, name, form):
    postgres, duckgres = both
    for connection in both:
        connection.execute("drop table if exists trip")
        connection.execute(f"create table trip(n integer, v {name})")
    for number, value in enumerate([*TYPES[name], None]):
        postgres.execute(f"insert into trip values (%s, %s::text::{name})", (number, value))
    data = copy_out(postgres, form)
    copy_in(duckgres, form, data)
    assert copy_out(duckgres, form) == data
