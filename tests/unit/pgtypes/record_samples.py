"""Ask a real PostgreSQL how it writes and reads values; run by hand, needs a server.

    python -m tests.unit.pgtypes.record_samples "host=… user=…" > tests/unit/pgtypes/recorded.json

The answers are the data of the tests beside this file. Recorded from PostgreSQL 15.18.
"""

import json
import sys
from pathlib import Path

import psycopg
from psycopg import sql

# What is asked: texts of each type, instants in zones, floats by extra_float_digits, wrong texts.
INPUTS = json.loads(Path(__file__).with_name("sample_inputs.json").read_text(encoding="ascii"))


def main(dsn):
    """Print everything as JSON, one value a line."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        lines = [*_values(connection), *_wrong(connection), *_zones(connection)]
    print("[\n" + ",\n".join(json.dumps(line, ensure_ascii=True) for line in lines) + "\n]")


def _values(connection):
    for name, texts in INPUTS["values"].items():
        yield from (_value(connection, name, text) for text in texts)
    for zone, texts in INPUTS["zoned"].items():
        yield from (_value(connection, "timestamptz", text, zone=zone) for text in texts)
    for digits, texts in INPUTS["rounded"].items():
        for name in ("float4", "float8"):
            yield from (_value(connection, name, text, digits=digits) for text in texts)


def _value(connection, name, text, zone="UTC", digits="1"):
    connection.execute("select set_config('TimeZone', %s, false)", [zone])
    connection.execute("select set_config('extra_float_digits', %s, false)", [digits])
    query = sql.SQL("select {}::{}").format(sql.Literal(text), sql.SQL(name))
    result = {"type": name.strip('"').replace('"[]', "[]").partition("(")[0], "input": text}
    result |= {"zone": zone, "digits": int(digits)}
    for form, binary in (("text", False), ("binary", True)):
        cursor = connection.cursor(binary=binary)
        cursor.execute(query)
        result["oid"] = cursor.description[0].type_code
        field = cursor.pgresult.get_value(0, 0)
        result[form] = field.hex() if binary else field.decode()
    return result


def _wrong(connection):
    for name, texts in INPUTS["wrong"].items():
        for text in texts:
            query = sql.SQL("select {}::{}").format(sql.Literal(text), sql.SQL(name))
            try:
                connection.execute(query)
            except psycopg.Error as error:
                oid = connection.execute(f"select '{name}'::regtype::oid").fetchone()[0]
                yield {"type": name, "oid": oid, "wrong": text, "sqlstate": error.sqlstate,
                       "message": error.diag.message_primary}  # fmt: skip
            else:
                raise AssertionError(f"PostgreSQL takes {text!r} as {name}")


def _zones(connection):
    for name in INPUTS["zone_names"]:
        try:
            connection.execute("select set_config('TimeZone', %s, false)", [name])
            shown = connection.execute("show timezone").fetchone()[0]
        except psycopg.Error:
            shown = None
        yield {"zone_name": name, "shown": shown}


if __name__ == "__main__":
    main(sys.argv[1])
