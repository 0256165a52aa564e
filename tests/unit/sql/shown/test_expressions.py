"""Expressions; most are among what is recorded (``test_tables``)."""

import pytest

from duckgres.sql.shown import expressions, tables
from duckgres.sql.shown.value import LINE, NotShown


def shown(text, **types):
    known = {name: tables.kind_named(kind) for name, kind in types.items()}
    return expressions.finished(tables.written(text, tables.Columns(known)).text)


def test_an_enum_is_compared_with_its_label():
    assert shown("m = 'a'", m="public.mood") == "(m = 'a'::mood)"


def test_what_is_not_known_stays_as_it_is():
    assert shown("f(z) > 5 and z = 'x'") == "((f(z) > 5) AND (z = 'x'))"


def test_a_case_takes_lines():
    assert shown("case when a > 0 then 'x' end", a="int4") == (
        "\nCASE\n    WHEN (a > 0) THEN 'x'::text\n    ELSE NULL::text\nEND"
    )


def test_blanks_in_front_of_a_line_go():
    assert expressions.finished(f"THEN {LINE}CASE x  {LINE}END ") == "THEN\nCASE x\nEND "


def test_fields_and_elements():
    assert shown("(c).x", c="s.kind") == "(c).x"
    assert shown("a[1:2]", a="int4[]") == "a[1:2]"


@pytest.mark.parametrize("text", ["(select 1)", "t.*", "xmlparse(document 'x')"])
def test_what_has_no_normal_form_here(text):
    with pytest.raises(NotShown):
        shown(text)
