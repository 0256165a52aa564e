"""What a cursor has begun to answer."""

from duckgres.engine.request import Request
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


def start(engine, text, **more):
    (statement,) = plan(text, unasked)
    return engine.start(Request(statement, **more))


def test_a_result_outlives_the_next_statement(engine):
    first = start(engine, "select i from generate_series(1, 9000) i", limit=5)
    assert first.stream is not None
    assert first.told is None
    second = start(engine, "select 1")
    assert second.told == 1
    count = first.chunk.rows
    while first.stream is not None and not (chunk := engine.fetch(first.stream, None)).exhausted:
        count += chunk.rows
    assert count + chunk.rows == 9000


def test_a_select_of_nothing_has_rows(engine):
    assert start(engine, "select from generate_series(1, 3)").told == 3
