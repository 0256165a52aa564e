"""Functions of dates, times and intervals: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.ddl.planning import steps
from tests.unit.sql.rewriting import expression

TRUNC = "struct_extract(_pg.trunc_of(a, typeof(a), '{}'), _pg.trunc_of_field(typeof(a)))"
EPOCH = "struct_extract(_pg.epoch_field(a, typeof(a)), _pg.epoch_field_field(typeof(a)))"


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("extract(year from a)", "_pg.year_field(a)"),
        ("extract(mons from a)", "_pg.whole_field('month', a)"),
        ("extract(epoch from a)", EPOCH),
        ("date_part('epoch', a)", f"{EPOCH}::double precision"),
        (
            "extract(hour from a)",
            "_pg.whole_field('hour', _pg.with_unit(a, 'hour', '|DATE|'))",
        ),
        ("extract(foo from a)", "_pg.unknown_unit(a, 'foo')"),
        ("date_part(b, a)", "_pg.any_field(b, a)"),
        ("date_trunc('months', a)", TRUNC.format("month")),
        (
            "date_trunc('century', a)",
            "struct_extract(_pg.trunc_span(a, typeof(a), 100), _pg.trunc_span_field(typeof(a)))",
        ),
        ("date_trunc('day', a, 'Asia/Tokyo')", "_pg.trunc_zone('day', a, 'Asia/Tokyo')"),
        ("date_trunc('foo', a)", "_pg.unknown_unit(a, 'foo')"),
        ("date_bin('1 day', a, '2001-01-01')",
         "_pg.date_bin('1 day', a, _pg.beside_instant('2001-01-01', a))"),
        ("make_interval(days => 3, secs => a)", "_pg.make_interval(0, 0, 0, 3, 0, 0, a)"),
        ("make_interval(1, 2)", "_pg.make_interval(1, 2, 0, 0, 0, 0, 0)"),
        ("to_timestamp(a)", "_pg.epoch_timestamp(a)"),
        ("date('Jan 5, 2024')", "'2024-01-05'::date"),
        ("timestamptz(a)", "_pg.timestamptz_of(a)"),
        ("age(a)", "_pg.age(a)"),
        ("current_timestamp(0)", "_pg.timestamptz_digits(<transaction_time>, 1000000)"),
        ("localtime(3)", "_pg.time_digits(<transaction_time>::timestamp::time, 1000)"),
        ("localtimestamp(6)", "<transaction_time>::timestamp"),
        ("my.date_trunc('x', a)", "my.date_trunc('x', a)"),
    ],
)  # fmt: skip
def test_call(postgresql, duckdb):
    assert expression(postgresql) == duckdb


def test_overlaps_knows_the_lengths():
    found = expression("(a, b) overlaps (c, d)")
    assert found.startswith('_pg."overlaps"(a, struct_extract(_pg.end_of(a, b, typeof(b))')


def test_an_interval_has_no_weeks():
    with pytest.raises(PgError) as caught:
        expression("date_trunc('week', interval '1 day')")
    assert caught.value.sqlstate == "0A000"
    assert caught.value.fields.detail == "Months usually have fractional weeks."


def test_the_key_of_an_index_is_duckdbs_own():
    keys = "(a::date), (extract(year from a)), date_trunc('day', a)"
    (index,) = steps(f"create index i on t ({keys})")
    assert index.keys == ("(a::date)", "(date_part('year', a))", "(date_trunc('day', a))")
