"""The two lists of what a descriptor and a state hold."""

from duckgres.rows.kernels import copy_layout as k


def test_every_member_has_a_place_of_its_own():
    state = {k.EOL, k.AT, k.STOPPED, k.LINE, k.DECODED, k.DELIMITER, k.QUOTE, k.ESCAPE, k.NULL_AT,
             k.NULL_SIZE, k.DEFAULT_AT, k.DEFAULT_SIZE, k.ROOM}  # fmt: skip
    column = {k.FAMILY, k.VALUES, k.VALID, k.BYTES, k.USED, k.NOT_NULL, k.LIMIT, k.SCALE, k.WHOLE,
              k.ZONED, k.WIDTH}  # fmt: skip
    assert state == set(range(k.STATE_SIZE))
    assert column == set(range(k.COLUMN_SIZE))


def test_every_family_but_the_slow_one_has_a_width():
    assert set(k.WIDTHS) == set(range(k.BOOL, k.BLOB + 1))
    assert k.SLOW not in k.WIDTHS
