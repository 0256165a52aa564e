import pytest

from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("text", "group"),
    [
        (
            "select c.*, count(o.id) from c left join o on true group by c.id",
            "c.id, <group [['', 'c', 'c'], ['', 'o', 'o']] [['c', 'id']] [['c', '*']]>",
        ),
        (
            "select name, max(b) from s.c x group by id having city is null order by d",
            "id, <group [['s', 'c', 'x']] [['', 'id']] [['', 'city'], ['', 'd'], ['', 'name']]>",
        ),
        (
            "select sum(a) over (order by b) from t group by c",
            "c, <group [['', 't', 't']] [['', 'c']] [['', 'a'], ['', 'b']]>",
        ),
    ],
)
def test_what_may_follow_from_a_key(text, group):
    found = rewritten(text).partition("GROUP BY ")[2]
    assert found.partition(" HAVING")[0] == group


@pytest.mark.parametrize(
    "text",
    [
        "select a, count(b) from t group by a order by a",
        "select t.a, count(*) as n from t group by t.a order by n",
        "select lower(a) as x, count(*) from t group by x",
        "select count(*) from t",
        "select a + 1 from t group by a + 1",
        "select a, (select max(b) from u) from t group by a",
        "select a, max(b) / 2, sum(b), sum(b) filter (where c) / 3, avg(b + 1) from t group by a",
    ],
)
def test_nothing_follows(text):
    assert "<group" not in rewritten(text)
