"""Records: a row of values as one value. Source: PostgreSQL 15, ``utils/adt/rowtypes.c``."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from typing import Any, NoReturn

from duckgres.errors import PgError
from duckgres.pgtypes.array import Encoder

# record_out quotes a field that is empty or holds one of these; it doubles quotes and backslashes.
_NEEDS_QUOTES = re.compile(rb'["\\(),\t\n\v\f\r ]')
_DOUBLED = re.compile(rb'["\\]')


def text_encoder(fields: Sequence[Encoder]) -> Encoder:
    """Return the encoder to ``(1,"a b",)``; NULL is nothing at all."""

    def encode(value: tuple[Any, ...]) -> bytes:
        texts = (
            b"" if item is None else _quote(field(item))
            for field, item in zip(fields, value, strict=True)
        )
        return b"(" + b",".join(texts) + b")"

    return encode


def binary_encoder(fields: Sequence[Encoder], field_oids: Sequence[int]) -> Encoder:
    """Return the encoder to record_send's form: a count, then OID, length, bytes of each."""

    def encode(value: tuple[Any, ...]) -> bytes:
        parts = [struct.pack(">i", len(fields))]
        for field, oid, item in zip(fields, field_oids, value, strict=True):
            if item is None:
                parts.append(struct.pack(">Ii", oid, -1))
            else:
                data = field(item)
                parts += [struct.pack(">Ii", oid, len(data)), data]
        return b"".join(parts)

    return encode


def refuse(value: Any) -> NoReturn:
    """Refuse a record as input, as PostgreSQL does: its text does not say its types.

    Raises:
        PgError: 0A000, always.
    """
    raise PgError("input of anonymous composite types is not implemented", sqlstate="0A000")


def _quote(text: bytes) -> bytes:
    if text and not _NEEDS_QUOTES.search(text):
        return text
    return b'"' + _DOUBLED.sub(rb"\g<0>\g<0>", text) + b'"'
