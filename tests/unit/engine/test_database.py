"""A user's file name is safe, his own, and stays the same."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.engine.database import database_path, file_stem

SAFE = set(string.ascii_lowercase + string.digits + "_%")


@given(st.text(min_size=1))
def test_no_user_name_escapes_its_directory_or_grows_too_long(user):
    stem = file_stem(user)
    assert set(stem) <= SAFE
    assert 0 < len(stem) <= 100


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_users_never_share_a_file(one, other):
    assert (file_stem(one) == file_stem(other)) == (one == other)


@pytest.mark.parametrize(
    "user", ["../etc", "a/b", "a.b", "A", "system", "x" * 200, "é", "a%2fb", "\\"]
)
def test_awkward_names_stay_in_the_directory(tmp_path, user):
    assert database_path(tmp_path, user).parent == tmp_path
    assert database_path(tmp_path, user).name != f"{user}.db"


@pytest.mark.parametrize("user", ["postgres", "alice_2"])
def test_plain_names_are_their_own_file(tmp_path, user):
    assert database_path(tmp_path, user) == tmp_path / f"{user}.db"


def test_long_names_with_the_same_beginning_differ():
    assert file_stem("x" * 200) != file_stem("x" * 201)
