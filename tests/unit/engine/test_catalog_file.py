"""The file with PostgreSQL's catalog."""

import threading

import duckdb
import pytest

from duckgres.catalog import relations
from duckgres.engine import bootstrap, catalog_file


def test_it_is_made_once(tmp_path):
    place = catalog_file.path(tmp_path)
    made = place.stat().st_mtime_ns
    assert place.parent == tmp_path / catalog_file.DIRECTORY
    assert catalog_file.path(tmp_path) == place
    assert place.stat().st_mtime_ns == made
    assert [file.name for file in place.parent.iterdir()] == [place.name]


def test_two_at_once_make_one(tmp_path):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(catalog_file.path(tmp_path)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1


def test_instances_read_it_together_and_nobody_writes(tmp_path):
    place = catalog_file.path(tmp_path)
    instances = [duckdb.connect(str(tmp_path / name)) for name in ("one", "two")]
    for instance in instances:
        bootstrap.install_catalog(instance, place)
        for text in relations.snapshot(relations.SHARED):
            instance.execute(text)
        assert instance.execute("SELECT count(*) FROM _pg.main.pg_namespace()").fetchone() == (3,)
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            instance.execute("CREATE TABLE _pg.main.t (a INT)")
    for instance in instances:
        instance.close()
