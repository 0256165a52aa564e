"""Where compiled kernels are kept."""

import os
from pathlib import Path

import pytest

from duckgres.rows.kernels import compiler


def test_cache_is_beside_the_kernels(monkeypatch, tmp_path):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(compiler, "_HERE", tmp_path)
    assert compiler.cache_directory().parent == tmp_path / "__pycache__"


def test_cache_follows_numbas_variable(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    assert compiler.cache_directory().parent == tmp_path / "kept"


def test_cache_goes_home_when_the_package_cannot_be_written(monkeypatch, tmp_path):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    (tmp_path / "installed").write_text("a file where a directory would be")
    monkeypatch.setattr(compiler, "_HERE", tmp_path / "installed")
    assert compiler.cache_directory().parent == tmp_path / "home" / "duckgres"


@pytest.fixture
def temporary(monkeypatch, tmp_path):
    """The directory of the last resort: neither package nor home can be written."""
    (tmp_path / "file").write_text("")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(compiler, "_HERE", tmp_path / "file")
    monkeypatch.setattr(compiler.tempfile, "gettempdir", lambda: str(tmp_path))
    return tmp_path / f"duckgres-{os.getuid()}"


def test_cache_goes_to_the_temporary_directory_last(temporary):
    assert compiler.cache_directory().parent == temporary
    assert temporary.stat().st_mode & 0o777 == 0o700


def test_temporary_directory_others_can_write_is_refused(temporary):
    """Its name can be guessed, and what is loaded from there is run."""
    temporary.mkdir()
    temporary.chmod(0o777)
    with pytest.raises(OSError, match="no directory"):
        compiler.cache_directory()


def test_link_in_place_of_the_temporary_directory_is_refused(temporary):
    """Anyone may have put it there."""
    elsewhere = temporary.parent / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    temporary.symlink_to(elsewhere)
    with pytest.raises(OSError, match="no directory"):
        compiler.cache_directory()


def test_nowhere_to_write_stops_the_start(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "a file"))
    (tmp_path / "a file").write_text("")
    with pytest.raises(OSError, match="a file"):
        compiler.cache_directory()


def test_changed_source_has_another_cache(monkeypatch, tmp_path):
    """Numba would load the old machine code when only an inlined function's file has changed."""
    monkeypatch.setattr(compiler, "_HERE", tmp_path)
    (tmp_path / "digits.py").write_text("A = 1")
    before = compiler.cache_directory()
    (tmp_path / "digits.py").write_text("A = 2")
    assert compiler.cache_directory() != before


def test_kernels_are_kept_there():
    from duckgres.rows.arrow_rows import warm_up

    warm_up()
    assert list(Path(compiler.config.CACHE_DIR).rglob("frame.encode-*.nbi"))
