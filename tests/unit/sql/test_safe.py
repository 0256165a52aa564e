"""Which texts go through untouched."""

import pytest

from duckgres.sql import parse, safe
from duckgres.sql.positions import Source


def _is_safe(text):
    return safe.is_safe(parse.tokens(Source(text)))


@pytest.mark.parametrize(
    "text",
    [
        "select a, b.c, 1, 1.5, 'x' from t as b where a = $1 and c <> 'it''s' order by a desc",
        "select count(*), max(a) filter (where b) from t group by c having count(*) > 1 limit 10",
        "insert into t (a, b) values (1, 'x'), (2, null), ($1, default) returning *",
        "update t set a = a + 1 where b in (1, 2, 3) and c is not null",
        "delete from t where a between 1 and b or b like 'x%'",
        "with w as (select 1 as a) select * from w join u using (a) union all select 2",
        "select row_number() over (partition by a order by b) from t",
        "select 1::int, name, value from t where data = 'x'",
        "select case when a > 1 then 'x' else 'y' end from t",
    ],
)
def test_safe(text):
    assert _is_safe(text)


@pytest.mark.parametrize(
    "text",
    [
        "select 1 / 2",
        "select a % b",
        "select to_char(a, 'YYYY') from t",
        "select my.count(a)",
        "select a ~ 'x' from t",
        "select j -> 'a' from t",
        r"select a like 'x\_' from t",
        "select a like b from t",
        "select 'x'::date",
        "select date 'today'",
        "select '2024-01-01'::text",
        "select a::numeric from t",
        "select '{1,2}' from t",
        "select E'\\n'",
        "select 'a'\n'b'",
        "select 1e5",
        "select 0x1F",
        "select 1_000",
        "select (a, b) = (1, 2) from t",
        "select qualify from t",
        "select a.at from a",
        "select by from t",
        "select current_user",
        "select array[1]",
        "select a[1] from t",
        "select a from t for update",
        "select a from only t",
        "select interval '1 day'",
        "select pg_catalog.a from t",
        "select ctid from t",
        "select à from t",
        'select a collate "C" from t',
        "select avg(a) from t",
        "select lower(a) from t order by lower",
        "select lower(a) from t order by lower desc",
    ],
)
def test_not_known_to_be_safe(text):
    assert not _is_safe(text)
