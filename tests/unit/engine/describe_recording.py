"""PostgreSQL 15.18's ParameterDescription and RowDescription, recorded; types by name.

``describe_recording.tsv`` has one statement a line: its text, its parameters, its columns with
name and type. The table is ``DDL``; no parameter was named by the client. ``DIFFERENT`` are the
statements whose answer DuckDB cannot give as it stands, each with the reason.
"""

from pathlib import Path

DDL = """
create table t(
    a int primary key, b varchar, c timestamp, d decimal(10,2), e int[], j json,
    f double precision, g bigint, h date, k timestamptz, l boolean, m uuid, n interval, o smallint
)
"""


def _read():
    for line in Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines():
        text, parameters, columns = line.split("\t")
        yield text, parameters, columns.split(", ") if columns else []


RECORDED = list(_read())

DIFFERENT = {
    "select extract(year from c)=$1 from t": "extract is BIGINT in DuckDB",
    "select substring(b from $1 for $2) from t": "text, text: a pattern to PostgreSQL",
}
