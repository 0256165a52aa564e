"""SQL without its values."""

import postgast
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from duckgres.observability.redact import redact


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("select 1", "select ?"),
        ("select a1, t.b2, $1, c$2 from t3", "select a1, t.b2, $1, c$2 from t3"),
        ("select 1.5, .5, 1e10, 1E-7, 0x1F, 1_000, -3", "select ?, .?, ?, ?, ?, ?, -?"),
        ("limit 5;", "limit ?;"),
        ("select 'it''s' , ''", "select ? , ?"),
        (r"select 'back\', x", "select ?, x"),
        (r"select E'it\'s', x", "select ?, x"),
        (r"select e'a\\', x", "select ?, x"),
        ("select E'a' \n 'b\\'c', x", "select ?, x"),
        ("select E'a' -- c\n 'b\\'c', x", "select ?, x"),
        (r"select the'a\', x", "select the?, x"),
        ("select U&'d\\0061t', B'01', X'ff', N'x'", "select U&?, B?, X?, N?"),
        ("select $$a'b$$, $x$ $$ $x$, y", "select ?, ?, y"),
        ("select a$$b, c$$d", "select a$$b, c$$d"),
        ('select "a 1 \'", "b""2"', 'select "a 1 \'", "b""2"'),
        ("select 1 -- secret", "select ?"),
        ("select /* a /* 'b */ c */ x", "select x"),
        ("select\n\t x  from\r\n t", "select x from t"),
        ("create user a password 'x'", "create user a password ?"),
        ("ALTER USER a WITH PASSWORD hunter2;", "ALTER USER a WITH PASSWORD ?;"),
        ("alter role a password null", "alter role a password null"),
        ("select password from t", "select password from t"),
        ("", ""),
    ],
)
def test_values_go_and_the_shape_stays(sql, shown):
    assert redact(sql) == shown


@pytest.mark.parametrize(
    "sql",
    ["select 'secret", "select E'\\'secret", "select $$secret", "select $a$secret$b$",
     'select "secret', "select /* secret", "select /* /* a */ still secret", "select E'secret\\"],
)  # fmt: skip
def test_what_is_not_closed_goes_on_to_the_end(sql):
    assert "secret" not in redact(sql)


def test_the_line_is_cut_to_the_limit():
    assert redact("select " + "a, " * 100, 20) == "select a, a, a, a, …"


def test_a_long_text_is_looked_at_in_part_and_marked():
    sql = "select a from t where b = '" + "secret" * 1_000_000 + "' and c = 1"
    assert redact(sql, 100) == "select a from t where b = ?…"


@pytest.mark.parametrize("length", range(4040, 4100))
def test_a_value_at_the_edge_of_the_part_does_not_show(length):
    comment = f"/*{'c' * (length - 20)}*/"  # takes room in the part and none in the line
    for secret in ("'secret''secret'", "E'\\'secret'", "$q$secret$q$", "123456", "/* secret */"):
        shown = redact(f"select {comment} , {secret} , x", 1000)
        assert shown.startswith("select ,")
        assert "secret" not in shown
        assert "123456" not in shown


QUOTES = {
    "plain": lambda text: "'" + text.replace("'", "''") + "'",
    "escape": lambda text: "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'",
    "dollar": lambda text: f"$q${text}$q$",
}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(QUOTES)), st.text(alphabet="ab'\"$\\-/*\n é", max_size=12)
        ),
        max_size=6,
    )
)
def test_however_a_value_is_quoted_nothing_of_it_shows(values):
    values = [(quote, text) for quote, text in values if quote != "dollar" or "$" not in text]
    quoted = [QUOTES[quote](text) for quote, text in values]
    sql = "select f(" + ", x, ".join(quoted) + ") from t"
    assert redact(sql) == "select f(" + ", x, ".join("?" for _ in values) + ") from t"


@given(st.text(alphabet="aE'\"$\\-/*\n 1&.", max_size=60), st.integers(1, 40))
def test_any_text_gives_one_line_within_the_limit(sql, limit):
    shown = redact(sql, limit)
    assert len(shown) <= limit + 1
    assert "\n" not in shown
    assert "'" not in shown or '"' in shown  # a quote mark is left in a quoted name only


# What the borders of tokens are made of; SEC is what must not show where PostgreSQL reads a value.
PIECES = [
    "'",
    '"',
    "\\",
    "E",
    "E'",
    "$$",
    "$q$",
    "/*",
    "*/",
    "--",
    "\n",
    " ",
    "SEC",
    "U&",
    "x",
    "1",
    "&",
]
VALUES = {"SCONST", "USCONST", "BCONST", "XCONST", "FCONST", "ICONST", "SQL_COMMENT", "C_COMMENT"}


def shown_by_postgresql(sql):
    """Count SEC outside of what PostgreSQL's own scanner takes for values and comments."""
    scanned = postgast.scan(sql)
    token = scanned.DESCRIPTOR.fields_by_name["tokens"].message_type.fields_by_name["token"]
    return sum(
        sql.encode()[part.start : part.end].count(b"SEC")
        for part in scanned.tokens
        if token.enum_type.values_by_number[part.token].name not in VALUES
    )


@given(st.lists(st.sampled_from(PIECES), min_size=2, max_size=14).map("".join))
@example("''$$$$$q$SEC$q$")
@example("1$$x SEC$$")
@example("E'a''\\'SEC")
@settings(max_examples=200)
def test_postgresqls_scanner_shows_no_less(sql):
    try:
        most = shown_by_postgresql(sql)
    except postgast.PgQueryError:
        return  # no tokens to compare with
    assert redact(sql).count("SEC") <= most
