"""CREATE TYPE, CREATE DOMAIN, ALTER TYPE."""

import pytest

from duckgres.sql.ddl.steps import Name
from duckgres.sql.ddl.types import EnumValue, NewDomain, NewType
from tests.unit.sql.ddl.planning import refused, steps


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("create type m as enum ('a', 'it''s')", NewType(Name("", "m"), "ENUM ('a', 'it''s')")),
        (
            "create type s.c as (x int, y text)",
            NewType(
                Name("s", "c"),
                'STRUCT ("x" int, "y" text)',
                (("x", "int4", -1), ("y", "text", -1)),
            ),
        ),
        (
            "create domain d as int not null default 5 constraint c check (value > 0)",
            NewDomain(
                Name("", "d"),
                "int",
                True,
                "5",
                (("c", "value > 0"),),
                "",
                ("int4", -1),
                ("5", ("value > 0",)),
            ),
        ),
        (
            "create domain d as varchar(3)",
            NewDomain(
                Name("", "d"),
                "varchar(3)",
                False,
                None,
                (("", "length(value) <= 3"),),
                "varchar",
                ("varchar", 7),
            ),
        ),
        ("alter type m add value 'x'", EnumValue(Name("", "m"), "x", behind=False)),
        (
            "alter type m add value if not exists 'x' before 'y'",
            EnumValue(Name("", "m"), "x", neighbor="y", behind=False, skips=True),
        ),
        ("alter type m rename value 'x' to 'y'", EnumValue(Name("", "m"), "y", "x", behind=False)),
    ],
)
def test_step(text, step):
    (found,) = steps(text)
    if isinstance(step, EnumValue) and not step.neighbor:
        assert (found.name, found.value, found.old) == (step.name, step.value, step.old)
    else:
        assert found == step


def test_names_that_duckdb_has():
    assert refused("create type short as enum ('a')")[0] == "0A000"
    assert refused("create domain list as int")[0] == "0A000"
