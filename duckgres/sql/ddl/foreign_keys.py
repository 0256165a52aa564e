"""FOREIGN KEY and REFERENCES: what the server is to keep of them; DuckDB gets nothing.

Source: PostgreSQL manual, "CREATE TABLE".
"""

from __future__ import annotations

from dataclasses import replace

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.ddl import fragments
from duckgres.sql.ddl.steps import Constraint, Reference
from duckgres.sql.parse import Node


def read(constraint: Node, name: str, column: str) -> Constraint:
    """Return a foreign key of a table, or of a column."""
    reference = Reference(
        fragments.relation(constraint.pktable),
        tuple(tree.names(constraint.pk_attrs)),
        full=constraint.fk_matchtype == "f",
        on_delete=str(constraint.fk_del_action) or "a",
        on_update=str(constraint.fk_upd_action) or "a",
        set_columns=tuple(tree.names(constraint.fk_del_set_cols)),
        deferrable=bool(constraint.deferrable or constraint.initdeferred),
        deferred=bool(constraint.initdeferred),
        skips_rows=bool(constraint.skip_validation),
    )
    columns = tuple(tree.names(constraint.fk_attrs)) or (column,)
    return Constraint("f", columns, name=name, reference=reference)


def with_attribute(constraint: Constraint, kind: int) -> Constraint:
    """Return a column's foreign key with an attribute that stands behind it."""
    reference = constraint.reference
    assert reference is not None, "asked for foreign keys"
    if kind == pb.CONSTR_ATTR_DEFERRABLE:
        reference = replace(reference, deferrable=True)
    elif kind == pb.CONSTR_ATTR_DEFERRED:
        reference = replace(reference, deferrable=True, deferred=True)
    return replace(constraint, reference=reference)
