"""PostgreSQL's hash functions of text, for those who lock by a name: ``hashtext('orders')``.

The numbers are PostgreSQL's own, so that a client's stored or expected ones stay true. Source:
``hash_bytes`` and ``hash_bytes_extended`` of src/common/hashfn.c, after Bob Jenkins' lookup3; the
values in the tests were recorded from PostgreSQL.
"""

from __future__ import annotations

from struct import unpack_from

_MASK = 0xFFFF_FFFF
_BLOCK = 12  # bytes that are mixed in at a time
_START = 0x9E3779B9 + 3923095


def hash_text(text: str) -> int:
    """Return ``hashtext``: an int4."""
    _, _, found = _hashed(text.encode(), 0)
    return _signed(found, 32)


def hash_text_extended(text: str, seed: int) -> int:
    """Return ``hashtextextended``: an int8."""
    _, high, low = _hashed(text.encode(), seed & 0xFFFF_FFFF_FFFF_FFFF)
    return _signed(high << 32 | low, 64)


def _hashed(data: bytes, seed: int) -> tuple[int, int, int]:
    a = b = c = (_START + len(data)) & _MASK
    if seed:
        a, b = (a + (seed >> 32)) & _MASK, (b + (seed & _MASK)) & _MASK
        a, b, c = _mix(a, b, c)
    whole = len(data) - len(data) % _BLOCK
    for at in range(0, whole, _BLOCK):
        x, y, z = unpack_from("<III", data, at)
        a, b, c = _mix((a + x) & _MASK, (b + y) & _MASK, (c + z) & _MASK)
    rest = data[whole:]
    # The lowest byte of c is left to the length.
    x, y = unpack_from("<II", rest[:8].ljust(8, b"\0"))
    (z,) = unpack_from("<I", b"\0" + rest[8:].ljust(3, b"\0"))
    return _final((a + x) & _MASK, (b + y) & _MASK, (c + z) & _MASK)


def _rotate(value: int, bits: int) -> int:
    return (value << bits | value >> (32 - bits)) & _MASK


def _mix(a: int, b: int, c: int) -> tuple[int, int, int]:
    for bits in (4, 6, 8, 16, 19, 4):
        a = ((a - c) & _MASK) ^ _rotate(c, bits)
        c = (c + b) & _MASK
        a, b, c = b, c, a
    return a, b, c


def _final(a: int, b: int, c: int) -> tuple[int, int, int]:
    for bits in (14, 11, 25, 16, 4, 14, 24):
        c = ((c ^ b) - _rotate(b, bits)) & _MASK
        a, b, c = b, c, a
    return c, a, b


def _signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value
