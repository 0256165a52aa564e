import pytest

from duckgres.auth.secret import FILE_NAME, load_secret


def test_it_is_made_once_and_kept(tmp_path):
    directory = tmp_path / "not" / "there"
    secret = load_secret(directory)
    assert len(secret) == 32
    assert load_secret(directory) == secret
    assert load_secret(tmp_path / "other") != secret
    assert [path.name for path in directory.iterdir()] == [FILE_NAME]


def test_only_its_owner_may_read_it(tmp_path):
    load_secret(tmp_path)
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_file_of_a_wrong_size_is_refused(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"short")
    with pytest.raises(ValueError, match="has 5 bytes"):
        load_secret(tmp_path)


def test_whoever_comes_first_wins(tmp_path, monkeypatch):
    from duckgres.auth import secret

    other = b"o" * 32

    def link(draft, path):
        path.write_bytes(other)
        raise FileExistsError

    monkeypatch.setattr(secret.os, "link", link)
    assert load_secret(tmp_path) == other
