"""The description of a column's or parameter's type that every room shares."""

from __future__ import annotations

from dataclasses import dataclass

DATE_INFINITY = 2**31 - 1  # DuckDB's own mark, days; minus infinity is its negative
TIMESTAMP_INFINITY = 2**63 - 1  # DuckDB's own mark, microseconds; minus infinity is its negative


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A type as RowDescription announces it, and what an encoder must know beyond that.

    Attributes:
        oid: PostgreSQL's type OID, the one announced.
        kind: The family member that encodes it, a name of the table in ``pgtypes``: ``int4``,
            ``array``…
        size: ``typlen``: bytes of the fixed-size binary form, -1 for variable.
        typmod: ``atttypmod``, -1 for none; numeric(p,s) is ``((p << 16) | s) + 4``.
        scale: Digits behind the point of a numeric, 0 for others.
        element: An array's element type.
        fields: A record's fields, name and type.
        source: DuckDB's name of the type (``HUGEINT``, ``TIMESTAMP_NS``…), which decides the Arrow
            form.
    """

    oid: int
    kind: str
    size: int = -1
    typmod: int = -1
    scale: int = 0
    element: ColumnType | None = None
    fields: tuple[tuple[str, ColumnType], ...] = ()
    source: str = ""


LENGTH_TYPMOD = 4
"""What PostgreSQL adds to the length of a ``varchar(n)`` to make its typmod."""


@dataclass(frozen=True, slots=True)
class OutputStyle:
    """The session settings that change how a value is written as text.

    Attributes:
        time_zone: IANA name, as ``SET TimeZone`` took it.
        extra_float_digits: 1 and more is shortest round-trip (PostgreSQL's default is 1).
    """

    time_zone: str = "UTC"
    extra_float_digits: int = 1
