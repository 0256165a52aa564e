"""What is asked and answered."""

import pytest

from duckgres.engine.request import Request, Started, encoder_of
from duckgres.engine.result import Chunk
from duckgres.engine.shape import Shape
from duckgres.rows.arrow_rows import RowEncoder
from duckgres.rows.copy_form import CopyForm, StreamKind
from duckgres.rows.copy_rows import CopyEncoder
from duckgres.sql.statement import EMPTY


def test_how_many_rows_were_changed_is_told_where_it_is_known():
    assert Started(count=3).told == 3
    assert Started(chunk=Chunk((), 2, True)).told == 2
    assert Started(chunk=Chunk((), 2, False)).told is None
    assert Started().told is None


@pytest.mark.parametrize(
    ("copy", "kind"), [(None, RowEncoder), (CopyForm(StreamKind.CSV), CopyEncoder)]
)
def test_rows_are_encoded_as_they_are_asked_for(copy, kind):
    shape = Shape((), (), (), b"", None)
    assert type(encoder_of(shape, Request(EMPTY, copy=copy))) is kind
