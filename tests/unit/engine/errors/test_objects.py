import re

from duckgres.engine.errors import objects
from duckgres.engine.errors.report import Report
from duckgres.engine.errors.statement_text import StatementText


def _report(text, offset=None, message="", entry=""):
    return Report(
        "X", message, text, StatementText(text), lambda at: at + 1, offset=offset, entry=entry
    )


def _match(**groups):
    pattern = "".join(f"(?P<{name}>{re.escape(value)})" for name, value in groups.items())
    return re.match(pattern, "".join(groups.values()))


def test_dependents_are_sorted():
    message = 'Cannot drop …\ntable "b" depends on schema "s".\nindex "a" depends on schema "s".'
    error = objects.has_dependents(_report("drop schema s", message=message), _match(name="s"))
    assert error.message == "cannot drop schema s because other objects depend on it"
    assert error.fields.detail == "index a depends on schema s\ntable b depends on schema s"


def test_limit_and_offset_are_told_apart():
    text = "select 1 limit 1 offset -1"
    error = objects.negative_limit(_report(text, text.index("-1")), _match(x="y"))
    assert (error.sqlstate, error.message) == ("2201X", "OFFSET must not be negative")


def test_read_only_names_the_command():
    error = objects.read_only(_report("create index i on t(a)"), _match(x="y"))
    assert error.message == "cannot execute CREATE INDEX in a read-only transaction"
    message = 'Cannot execute statement of type "INSERT" on database'
    error = objects.read_only(_report("", message=message), _match(x="y"))
    assert error.message == "cannot execute INSERT in a read-only transaction"


def test_raised_takes_the_code_out_of_the_message():
    error = objects.raised(_report("", message="[22012] division by zero"), _match(x="y"))
    assert (error.sqlstate, error.message) == ("22012", "division by zero")


def test_unknown_regular_expression_error_keeps_its_reason():
    error = objects.bad_pattern(_report("", message="missing ): ("), _match(x="y"))
    assert error.message == "invalid regular expression: parentheses () not balanced"
    error = objects.bad_pattern(
        _report("", message="invalid named capture group: (?P<"), _match(x="y")
    )
    assert error.message == "invalid regular expression: invalid named capture group"
