"""The values of a Bind message as expressions of DuckDB's SQL.

What is wrong with a value is told with the place PostgreSQL gives it; the value itself is not
shown (``log_parameter_max_length_on_error`` is 0). Source: ``exec_bind_message`` in
src/backend/tcop/postgres.c; the wordings are recorded in tests/script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from duckgres.errors import PgError, ProtocolViolation
from duckgres.pgtypes import oids
from duckgres.pgtypes.parameters import literal

if TYPE_CHECKING:
    from duckgres.wire.frontend import Bind

TEXT_FORMAT, BINARY_FORMAT = 0, 1
_FORMATS = frozenset({TEXT_FORMAT, BINARY_FORMAT})
_SHOWS_NO_VALUE = frozenset({"22021"})  # what is no text cannot be shown in part


def bind_values(message: Bind, types: Sequence[int]) -> list[str]:
    """Return a typed literal per value.

    Args:
        message: The values and their formats.
        types: The OIDs of the statement's parameters.

    Raises:
        ProtocolViolation: The counts of values and formats are not the statement's.
        PgError: A value is not of its type: 22P02 text, 22P03 or 08P01 binary.
    """
    values = message.parameters
    formats = _formats_of(message)
    if len(values) != len(types):
        raise ProtocolViolation(
            f"bind message supplies {len(values)} parameters, but prepared statement "
            f'"{message.statement}" requires {len(types)}'
        )
    literals = []
    for index, (oid, value) in enumerate(zip(types, values, strict=True)):
        try:
            literals.append(literal(oid, formats[index], value))
        except PgError as error:
            raise _placed(error, message, index, oid, formats[index]) from error
    return literals


def check_result_formats(formats: Sequence[int]) -> None:
    """Refuse formats that are none; PostgreSQL looks at them when rows are about to be sent."""
    for code in formats:
        _check_format(code)


def _check_format(code: int) -> None:
    if code not in _FORMATS:
        raise PgError(f"unsupported format code: {code}", sqlstate="22023")


def _formats_of(message: Bind) -> Sequence[int]:
    """Return a format per value."""
    formats, count = message.parameter_formats, len(message.parameters)
    if len(formats) > 1 and len(formats) != count:
        raise ProtocolViolation(
            f"bind message has {len(formats)} parameter formats but {count} parameters"
        )
    resolved = formats if len(formats) > 1 else (formats[0] if formats else TEXT_FORMAT,) * count
    for index, code in enumerate(resolved):
        try:
            _check_format(code)
        except PgError as error:
            raise _with_place(error, message.parameter_place(index)) from error
    return resolved


def _placed(error: PgError, message: Bind, index: int, oid: int, code: int) -> PgError:
    """Say where the bad value is, as PostgreSQL does."""
    place = message.parameter_place(index)
    value = message.parameters[index]
    if code == BINARY_FORMAT:
        if error.sqlstate != "22P03":
            return _with_place(error, place)
        known = oids.TYPES.get(oid)
        if known is not None and value is not None and len(value) < known.size:
            short = PgError("insufficient data left in message", sqlstate="08P01")
            return _with_place(short, place)
        text = f"incorrect binary data format in bind parameter {index + 1}"
        return _with_place(PgError(text, sqlstate="22P03"), place)
    if error.sqlstate not in _SHOWS_NO_VALUE:
        place += " = '...'" if value else " = ''"
    return _with_place(error, place)


def _with_place(error: PgError, place: str) -> PgError:
    fields = replace(error.fields, where=place)
    return PgError(error.message, sqlstate=error.sqlstate, fields=fields)
