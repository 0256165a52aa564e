"""What is asked and answered."""

from duckgres.engine.request import Started
from duckgres.engine.result import Chunk


def test_how_many_rows_were_changed_is_told_where_it_is_known():
    assert Started(count=3).told == 3
    assert Started(chunk=Chunk((), 2, True)).told == 2
    assert Started(chunk=Chunk((), 2, False)).told is None
    assert Started().told is None
