"""Which function encodes or decodes a type: one table each, and the types made of other types.

This is the one place that joins the families; rows and parameters come here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes import (
    array,
    array_input,
    binary,
    datetime,
    datetime_input,
    interval_input,
    json,
    nested,
    number,
    number_input,
    oids,
    text,
    uuid,
)
from duckgres.pgtypes.types import ColumnType, OutputStyle

# A raw value is whatever its kind says (the package's table), hence Any.
Encoder = Callable[[Any], bytes]
Decoder = Callable[[bytes], Any]

DEFAULT_STYLE = OutputStyle()

_TEXT: dict[str, Encoder] = {
    "bool": number.encode_bool_text,
    "int2": number.encode_int_text,
    "int4": number.encode_int_text,
    "int8": number.encode_int_text,
    "oid": number.encode_int_text,
    "numeric": number.encode_numeric_text,
    "text": text.encode,
    "varchar": text.encode,
    "bpchar": text.encode,
    "name": text.encode,
    "char": text.encode,
    "unknown": text.encode,
    "enum": text.encode,
    "bytea": binary.encode_bytea_text,
    "bit": binary.encode_bit_text,
    "varbit": binary.encode_bit_text,
    "date": datetime.encode_date_text,
    "time": datetime.encode_time_text,
    "timetz": datetime.encode_timetz_text,
    "timestamp": datetime.encode_timestamp_text,
    "interval": datetime.encode_interval_text,
    "uuid": uuid.encode_text,
    "json": json.encode_json,
    "jsonb": json.encode_json,
    "map": json.encode_json,
    "union": json.encode_json,
}
_BINARY: dict[str, Encoder] = {
    "bool": number.encode_bool_binary,
    "int2": number.encode_int2_binary,
    "int4": number.encode_int4_binary,
    "int8": number.encode_int8_binary,
    "oid": number.encode_oid_binary,
    "float4": number.encode_float4_binary,
    "float8": number.encode_float8_binary,
    "numeric": number.encode_numeric_binary,
    "text": text.encode,
    "varchar": text.encode,
    "bpchar": text.encode,
    "name": text.encode,
    "char": text.encode_char_binary,
    "unknown": text.encode,
    "enum": text.encode,
    "bytea": binary.encode_bytea_binary,
    "bit": binary.encode_bit_binary,
    "varbit": binary.encode_bit_binary,
    "date": datetime.encode_date_binary,
    "time": datetime.encode_time_binary,
    "timetz": datetime.encode_timetz_binary,
    "timestamp": datetime.encode_timestamp_binary,
    "timestamptz": datetime.encode_timestamp_binary,
    "interval": datetime.encode_interval_binary,
    "uuid": uuid.encode_binary,
    "json": json.encode_json,
    "jsonb": json.encode_jsonb_binary,
    "map": json.encode_json,
    "union": json.encode_json,
}
_FROM_TEXT: dict[str, Decoder] = {
    "bool": number_input.decode_bool_text,
    "int2": number_input.decode_int2_text,
    "int4": number_input.decode_int4_text,
    "int8": number_input.decode_int8_text,
    "oid": number_input.decode_oid_text,
    "float4": number_input.decode_float4_text,
    "float8": number_input.decode_float8_text,
    "numeric": number_input.decode_numeric_text,
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "unknown"), text.decode),
    "char": text.decode_char_text,
    "bytea": binary.decode_bytea_text,
    "bit": binary.decode_bit_text,
    "varbit": binary.decode_bit_text,
    "date": datetime_input.decode_date_text,
    "time": datetime_input.decode_time_text,
    "timestamp": datetime_input.decode_timestamp_text,
    "interval": interval_input.decode_interval_text,
    "uuid": uuid.decode_text,
    "json": json.decode_json,
    "jsonb": json.decode_jsonb,
    "record": nested.refuse,
}
_FROM_BINARY: dict[str, Decoder] = {
    "bool": number_input.decode_bool_binary,
    "int2": number_input.decode_int2_binary,
    "int4": number_input.decode_int4_binary,
    "int8": number_input.decode_int8_binary,
    "oid": number_input.decode_oid_binary,
    "float4": number_input.decode_float4_binary,
    "float8": number_input.decode_float8_binary,
    "numeric": number_input.decode_numeric_binary,
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "unknown"), text.decode),
    "char": text.decode_char_binary,
    "bytea": binary.decode_bytea_binary,
    "bit": binary.decode_bit_binary,
    "varbit": binary.decode_bit_binary,
    "date": datetime_input.decode_date_binary,
    "time": datetime_input.decode_time_binary,
    "timetz": datetime_input.decode_timetz_binary,
    "timestamp": datetime_input.decode_timestamp_binary,
    "timestamptz": datetime_input.decode_timestamp_binary,
    "interval": datetime_input.decode_interval_binary,
    "uuid": uuid.decode_binary,
    "json": json.decode_json,
    "jsonb": json.decode_jsonb_binary,
    "record": nested.refuse,
}
_VECTORS = {"int2vector": oids.INT2, "oidvector": oids.OID}


@lru_cache(maxsize=1024)
def text_encoder(column: ColumnType, style: OutputStyle) -> Encoder:
    """Return the function from a raw value of ``column`` (never ``None``) to its text bytes."""
    if column.element is not None:
        element = text_encoder(column.element, style)
        is_vector = column.kind in _VECTORS
        return array.vector_text_encoder(element) if is_vector else array.text_encoder(element)
    if column.kind == "record":
        return nested.text_encoder([text_encoder(part, style) for _, part in column.fields])
    if column.kind == "float4":
        return number.float4_text_encoder(style.extra_float_digits)
    if column.kind == "float8":
        return number.float8_text_encoder(style.extra_float_digits)
    if column.kind == "timestamptz":
        return lambda value: datetime.encode_timestamptz_text(value, style.time_zone)
    return _TEXT[column.kind]


@lru_cache(maxsize=1024)
def binary_encoder(column: ColumnType) -> Encoder:
    """Return the function from a raw value of ``column`` (never ``None``) to its binary bytes."""
    if column.element is not None:
        element = binary_encoder(column.element)
        if column.kind in _VECTORS:
            return array.vector_binary_encoder(element, column.element.oid)
        return array.binary_encoder(element, column.element.oid)
    if column.kind == "record":
        fields = [binary_encoder(part) for _, part in column.fields]
        return nested.binary_encoder(fields, [part.oid for _, part in column.fields])
    return _BINARY[column.kind]


@lru_cache(maxsize=1024)
def text_decoder(oid: int, style: OutputStyle = DEFAULT_STYLE) -> Decoder:
    """Return the function from text bytes to the raw value of PostgreSQL's type ``oid``.

    Args:
        oid: The type.
        style: Its zone is what a timestamptz or timetz without a zone is in.

    Raises:
        PgError: 42704, no such type here.
    """
    kind = _kind(oid)
    if kind == "array":
        return array_input.text_decoder(text_decoder(oids.ELEMENT_OF[oid], style))
    if kind in _VECTORS:
        return array_input.vector_text_decoder(text_decoder(_VECTORS[kind]))
    if kind == "timestamptz":
        return lambda data: datetime_input.decode_timestamptz_text(data, style.time_zone)
    if kind == "timetz":
        return lambda data: datetime_input.decode_timetz_text(data, style.time_zone)
    return _FROM_TEXT[kind]


@lru_cache(maxsize=1024)
def binary_decoder(oid: int) -> Decoder:
    """Return the function from binary bytes to the raw value of PostgreSQL's type ``oid``.

    Raises:
        PgError: 42704, no such type here.
    """
    kind = _kind(oid)
    if kind == "array":
        element_oid = oids.ELEMENT_OF[oid]
        return array_input.binary_decoder(binary_decoder(element_oid), element_oid)
    if kind in _VECTORS:
        return array_input.binary_decoder(binary_decoder(_VECTORS[kind]), _VECTORS[kind])
    return _FROM_BINARY[kind]


def _kind(oid: int) -> str:
    row = oids.TYPES.get(oid)
    if row is None:
        raise PgError(f"type with OID {oid} does not exist", sqlstate="42704")
    return row.kind
