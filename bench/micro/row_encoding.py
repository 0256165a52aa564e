"""How long a row takes to become a DataRow: by family, format, share of NULLs and batch size.

    python bench/micro/row_encoding.py [--seconds 0.05] [--json]

``ns/field`` is the time of one column alone, the message's seven bytes of header included. The
last table is a whole result, TPC-H's lineitem from DuckDB: CPU seconds a million rows, fetching
included, by batch size.
"""

import argparse
import json
import time

import duckdb
import numpy as np
import pyarrow as pa

from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.arrow_rows import RowEncoder, warm_up

ROWS = 8192
FAMILIES = {
    "bool": "i % 3 = 0",
    "int2": "(i % 30000)::smallint",
    "int4": "(i * 7919)::integer",
    "int4 small": "(i % 50)::integer",
    "int8": "i * 1234567891",
    "hugeint": "i::hugeint * 123456789012345678901234567890",
    "float4": "(random() * 1000)::float",
    "float8": "random() * 1e6",
    "float8 price": "round(random() * 1000, 2)",
    "numeric(15,2)": "(i * 977 / 100)::decimal(15,2)",
    "numeric(38,10)": "(i * 977 / 100)::decimal(38,10)",
    "numeric(38,0)": "(i::hugeint * 123456789012345678901234567890)::decimal(38,0)",
    "date": "date '1992-01-01' + (i % 2500)::integer",
    "time": "time '00:00:00' + to_seconds(i % 86400)",
    "timestamp": "timestamp '2020-01-01' + to_seconds(i * 61)",
    "timestamp us": "timestamp '2020-01-01' + to_microseconds(i * 61999999)",
    "timestamptz": "timestamptz '2020-01-01 00:00:00+00' + to_seconds(i * 61)",
    "interval": "to_days((i % 40)::integer) + to_seconds(i)",
    "uuid": "uuid()",
    "text 10": "repeat('x', 10)",
    "text 27": "repeat('x', 10 + (i % 35)::integer)",
    "text 200": "repeat('x', 200)",
    "bytea 16": "repeat('x', 16)::blob",
    "enum": "['AIR', 'RAIL', 'REG AIR'][1 + i % 3]::enum('AIR', 'RAIL', 'REG AIR')",
    "int4[4]": "[i, i + 1, i + 2, i + 3]::integer[]",
    "date[2]": "[date '2020-01-01', date '2020-01-01' + i::integer]",
    "float8[2]": "[i / 7, i / 9]",
    "text[2]": "['abc', 'd e']",
    "bytea[2]": "['abc'::blob, 'de'::blob]",
    "record": "{'a': i, 'b': 'abc', 'c': date '2020-01-01'}",
    "slow: int4[][]": "[[i], [i]]::integer[][]",
    "slow: bit": "'10110'::bit",
    "json": """('{"a": ' || i || '}')::json""",
}


def measure(call, seconds):
    """Return CPU seconds a call."""
    call()
    count, started = 0, time.process_time()
    while (spent := time.process_time() - started) < seconds:
        call()
        count += 1
    return spent / count


def fetch(connection, sql, rows=ROWS):
    types = [column_type(str(name)) for name in connection.sql(sql).types]
    return next(iter(connection.execute(sql).to_arrow_reader(rows))), types


def families(connection, seconds):
    for name, sql in FAMILIES.items():
        result = {"family": name}
        for nulls, share in ((0, "f"), (50, "f50")):
            value = f"CASE WHEN hash(i) % 2 = 0 THEN {sql} END" if nulls else sql
            batch, types = fetch(connection, f"SELECT {value} AS c FROM range({ROWS}) t(i)")
            for code in (0, 1):
                encoder = RowEncoder(types, [code], OutputStyle(time_zone="Europe/Berlin"))
                spent = measure(lambda b=batch, e=encoder: e.encode(b), seconds)
                result[("text" if code == 0 else "binary") + share[1:]] = spent / ROWS * 1e9
        yield result


def small_batches(connection, seconds):
    for rows in (1, 10, 100, 1000):
        batch, types = fetch(connection, f"SELECT 1 AS a FROM range({rows})")
        style = OutputStyle()
        encoder = RowEncoder(types, [0], style)
        yield {
            "rows": rows,
            "encode_us": measure(lambda b=batch, e=encoder: e.encode(b), seconds) * 1e6,
            "plan_and_encode_us": measure(
                lambda b=batch, t=types, s=style: RowEncoder(t, [0], s).encode(b), seconds
            )
            * 1e6,
        }


def lineitem(connection, scale, repeat=3):
    import duckdb_extensions

    duckdb_extensions.import_extension("tpch", connection)
    connection.execute("LOAD tpch")
    connection.execute(f"CALL dbgen(sf={scale})")
    types = [column_type(str(name)) for name in connection.sql("FROM lineitem").types]
    for rows in (2048, 4096, 8192, 16384, 32768):
        result = {"batch": rows}
        for name, code in (("fetch", None), ("text", 0), ("binary", 1)):
            result[name] = min(scan(connection, types, rows, code) for _ in range(repeat))
        yield result


def scan(connection, types, rows, code):
    """Return CPU seconds a million rows; without a format, of fetching alone."""
    encoder = RowEncoder(types, [code or 0] * len(types), OutputStyle())
    total, started = 0, time.process_time()
    for batch in connection.execute("FROM lineitem").to_arrow_reader(rows):
        total += batch.num_rows
        if code is not None:
            encoder.encode(batch)
    return (time.process_time() - started) / total * 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.05, help="CPU time per measurement")
    parser.add_argument(
        "--scale", type=float, default=0.2, help="TPC-H scale factor, 6M rows at 1"
    )
    parser.add_argument("--json", action="store_true", help="one JSON line per measurement")
    options = parser.parse_args()
    started = time.perf_counter()
    warm_up()
    versions = {"numpy": np.__version__, "pyarrow": pa.__version__, "duckdb": duckdb.__version__}
    emit({"warm_up_seconds": time.perf_counter() - started, **versions}, options.json)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET arrow_lossless_conversion = true")
        for rows in (families, small_batches):
            for result in rows(connection, options.seconds):
                emit(result, options.json)
        for result in lineitem(connection, options.scale):
            emit(result, options.json)


def emit(result, as_json):
    if as_json:
        print(json.dumps(result))
        return
    shown = (
        f"{v:.3g}"
        if isinstance(v, float) and v < 10
        else f"{v:.0f}"
        if isinstance(v, float)
        else v
        for v in result.values()
    )
    print("  ".join(f"{key} {value}".ljust(20) for key, value in zip(result, shown, strict=True)))


if __name__ == "__main__":
    main()
