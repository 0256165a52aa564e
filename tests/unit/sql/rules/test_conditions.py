import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select 1 from t where 1", "argument of WHERE must be type boolean, not type integer"),
        ("select 1 from t where 1.5", "argument of WHERE must be type boolean, not type numeric"),
        ("delete from t where 0", "argument of WHERE must be type boolean, not type integer"),
        ("select not 1", "argument of NOT must be type boolean, not type integer"),
        ("select 1 from t where a and 1", "argument of AND must be type boolean, not type inte"),
        ("select 1 from t join u on 1", "argument of JOIN/ON must be type boolean, not type in"),
        ("select case when 1 then 2 end", "argument of CASE/WHEN must be type boolean, not typ"),
        ("select 1 group by 1 having 1", "argument of HAVING must be type boolean, not type in"),
    ],
)
def test_a_number_is_no_condition(text, message):
    with pytest.raises(PgError) as refusal:
        rewritten(text)
    assert refusal.value.sqlstate == "42804"
    assert refusal.value.message.startswith(message)


@pytest.mark.parametrize(
    "text", ["select 1 where a::bool and 't'", "select case 1 when 1 then 2 end"]
)
def test_others_may_be(text):
    assert rewritten(text)
