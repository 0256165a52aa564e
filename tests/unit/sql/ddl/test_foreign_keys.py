"""What is read of FOREIGN KEY and REFERENCES."""

import pytest

from duckgres.sql.ddl.steps import Constraint, Name, Reference, Remember
from tests.unit.sql.ddl.planning import steps

U = Name("", "u")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a int references u", Constraint("f", ("a",), reference=Reference(U, ()))),
        (
            "a int constraint k references s.u (x) on delete cascade on update set null",
            Constraint(
                "f", ("a",), name="k",
                reference=Reference(Name("s", "u"), ("x",), on_delete="c", on_update="n"),
            ),
        ),
        (
            "a int references u deferrable initially deferred",
            Constraint("f", ("a",), reference=Reference(U, (), deferrable=True, deferred=True)),
        ),
        (
            "a int, b int, foreign key (a, b) references u match full"
            " on delete set default (b) deferrable",
            Constraint(
                "f", ("a", "b"),
                reference=Reference(
                    U, (), full=True, on_delete="d", set_columns=("b",), deferrable=True
                ),
            ),
        ),
    ],
)  # fmt: skip
def test_references(text, wanted):
    (remembered,) = [s for s in steps(f"create table t ({text})") if isinstance(s, Remember)]
    assert remembered.constraints == (wanted,)
