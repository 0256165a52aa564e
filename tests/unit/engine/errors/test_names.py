import re

from duckgres.engine.errors import names
from duckgres.engine.errors.report import Report
from duckgres.engine.errors.statement_text import StatementText


def _report(text, offset=None, message="", entry=""):
    return Report(
        "X", message, text, StatementText(text), lambda at: at + 1, offset=offset, entry=entry
    )


def _match(**groups):
    pattern = "".join(f"(?P<{name}>{re.escape(value)})" for name, value in groups.items())
    return re.match(pattern, "".join(groups.values()))


def test_relation_is_named_as_the_statement_qualifies_it():
    error = names.missing_table(_report("select * from s.T", 14), _match(name="t"))
    assert error.message == 'relation "s.t" does not exist'
    assert error.fields.position == 15


def test_drop_names_the_kind_and_no_place():
    error = names.missing_table(_report("drop view v", entry="View"), _match(name="v"))
    assert (error.message, error.fields.position) == ('view "v" does not exist', None)


def test_without_text_the_plain_names_are_left():
    error = names.missing_target_column(_report(""), _match(name="c"))
    assert error.message == 'column "c" does not exist'
    error = names.ungrouped(_report(""), _match(name="c"))
    assert error.message.startswith('column "c" must appear')
    error = names.missing_function(_report(""), _match(name="f"))
    assert error.message == "function f does not exist"


def test_argument_types_are_told_only_when_all_are_known():
    text = "select f('a', 1, 5000000000, 1.5, true, null, x::int4[], -2)"
    error = names.missing_function(_report(text, 7), _match(name="f"))
    assert error.message == (
        "function f(unknown, integer, bigint, numeric, boolean, unknown, integer[], integer)"
        " does not exist"
    )
    error = names.missing_function(_report("select f(1, b)", 7), _match(name="f"))
    assert error.message == "function f does not exist"


def test_string_beside_a_number_is_bad_text():
    report = _report("select 'it''s' + 1", 15)
    error = names.undecided_function(report, _match(call="+(STRING_LITERAL, INTEGER_LITERAL)"))
    assert error.message == 'invalid input syntax for type integer: "it\'s"'
    assert error.fields.position == 8


def test_string_that_is_a_number_is_not_called_bad():
    report = _report("select 1 + '2'", 9)
    error = names.undecided_function(report, _match(call="+(INTEGER_LITERAL, STRING_LITERAL)"))
    assert error.sqlstate == "42883"


def test_types_with_commas_stay_whole():
    call = "f(DECIMAL(5,2), MAP(VARCHAR, INTEGER))"
    error = names.no_matching_function(_report(""), _match(call=call))
    assert error.message == "function f(numeric, map) does not exist"
