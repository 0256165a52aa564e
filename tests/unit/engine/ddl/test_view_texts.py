"""Views behind a table that gets another name."""

import pytest

from duckgres.engine.ddl import view_texts
from duckgres.engine.ddl.door import Place
from duckgres.sql.ddl.steps import Name

COLUMNS = {"a": "a", "b": "b"}


@pytest.fixture
def follow(engine):
    """Rename t to u in DuckDB alone, and let its views follow."""

    def follow(columns, view):
        engine.run("create table t (a int, b int); insert into t values (1, 2)")
        engine.run(view)
        door = engine.door()
        old = door.get("table", Name("", "t"))
        found = view_texts.readers(door, old)
        engine.cursor.execute("ALTER TABLE t RENAME TO u")
        for before, name in columns.items():
            if name != before:
                engine.cursor.execute(f"ALTER TABLE u RENAME {before} TO {name}")
        view_texts.follow(door, found, old, Place(old.database, old.schema, "u"), columns)
        text = engine.cursor.execute("SELECT sql FROM duckdb_views() WHERE view_name = 'v'")
        return text.fetchall()[0][0], engine.cursor.execute("SELECT * FROM v").fetchall()

    return follow


@pytest.mark.parametrize(
    ("view", "named"),
    [
        ("select a from t", "FROM public.u AS t"),
        ("select x.a from t as x", "FROM public.u AS x"),
        ("select t.a from public.t", "FROM public.u AS t"),
        ("select public.t.a from public.t", "FROM public.u AS t"),
        ("select a from (select a as t, a from t) t", "FROM public.u AS t"),
    ],
)
def test_the_new_name_has_the_old_one_as_its_alias(follow, view, named):
    text, rows = follow(COLUMNS, f"create view v as {view}")
    assert named in text
    assert rows == [(1,)]


def test_a_column_is_there_under_its_old_name(follow):
    text, rows = follow({"a": "a", "b": "c"}, "create view v as select t.b, a from t where b > 1")
    assert "FROM (SELECT a AS a, c AS b FROM public.u) AS t" in text
    assert rows == [(2, 1)]


def test_what_is_said_of_a_view_stays(follow, engine):
    view = "create view v as select a from t; comment on view v is 'x'"
    follow(COLUMNS, f"{view}; comment on column v.a is 'y'")
    said = engine.cursor.execute("SELECT comment FROM duckdb_views() WHERE view_name = 'v'")
    assert said.fetchall() == [("x",)]
    said = engine.cursor.execute("SELECT comment FROM duckdb_columns() WHERE table_name = 'v'")
    assert said.fetchall() == [("y",)]
