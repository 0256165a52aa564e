"""Queries of views, kept as PostgreSQL shows them."""

from duckgres.engine.facts import facts_of


def definition(engine, name, kind="view"):
    (said,) = engine.cursor.execute(
        f"SELECT comment FROM duckdb_{kind}s() WHERE {kind}_name = ?", [name]
    ).fetchone()
    return facts_of(said).get("definition")


def test_a_view(engine):
    engine.run("create table t (a int, b varchar(9)); create view v as select * from t")
    assert definition(engine, "v") == " SELECT t.a,\n    t.b\n   FROM t;"


def test_a_view_of_a_view_with_its_own_names(engine):
    engine.run("create schema s; create table s.t (a int, b text)")
    engine.run("create view v (x) as select a from s.t where b = 'x'")
    engine.run("create view w as select x + 1 as y from v")
    assert definition(engine, "v") == (" SELECT t.a AS x\n   FROM s.t\n  WHERE (t.b = 'x'::text);")
    assert definition(engine, "w") == " SELECT (v.x + 1) AS y\n   FROM v;"


def test_a_new_name_and_a_comment_of_the_users_leave_it(engine):
    engine.run("create view v as select 1 as a; comment on view v is 'mine'")
    engine.run("alter view v rename to w")
    assert definition(engine, "w") == " SELECT 1 AS a;"


def test_a_materialized_view(engine):
    engine.run("create table t (a int); create materialized view m (z) as select a from t")
    assert definition(engine, "m", "table") == " SELECT t.a AS z\n   FROM t;"


def test_what_has_no_normal_form_stays(engine):
    engine.run("create view v as select i from range(3) r(i)")
    assert definition(engine, "v") == " SELECT i FROM range(3) r(i);"
