"""PostgreSQL's types: their numbers, their text and binary forms, and which DuckDB type is which.

No I/O, no DuckDB, no Arrow. A value travels as one plain Python form per kind, its *raw value*:

===================== ==================================================================
kind                  raw value
===================== ==================================================================
bool                  ``bool``
int2 int4 int8 oid    ``int``
float4 float8         ``float`` (a float4 already rounded to 32 bits)
numeric               ``decimal.Decimal``; its exponent is the scale; NaN allowed
text varchar bpchar   ``str``
name char unknown     ``str``
enum                  ``str``, the label
bytea                 ``bytes``
date                  ``int`` days since 1970-01-01, proleptic; ``DATE_INFINITY`` and its negative
time                  ``int`` microseconds since midnight, 24:00:00 allowed
timetz                ``(int microseconds, int seconds east of UTC)``
timestamp timestamptz ``int`` microseconds since 1970-01-01 00:00 (UTC); ``TIMESTAMP_INFINITY``
interval              ``(int months, int days, int microseconds)``
uuid                  ``bytes``, 16 of them
json jsonb            ``str``
bit varbit            ``str`` of 0 and 1
array                 ``list`` of raw values, ``None`` for NULL; nested lists for more dimensions
int2vector oidvector  ``list`` of ``int``
record                ``tuple`` of raw values
map union             ``str``: their JSON text
===================== ==================================================================

``None`` is NULL everywhere.
"""
