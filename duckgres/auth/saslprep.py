"""SASLprep: the normal form of a password before it is hashed.

Two keyboards may send different code points for one letter; both sides bring the password to one
form first. As PostgreSQL does, a password that is not UTF-8 or that SASLprep prohibits is used as
it is. Source: RFC 4013, RFC 3454 tables; src/common/saslprep.c.
"""

from __future__ import annotations

import stringprep
import unicodedata

_PROHIBITED = (
    stringprep.in_table_c12,  # non-ASCII spaces
    stringprep.in_table_c21_c22,  # control characters
    stringprep.in_table_c3,  # private use
    stringprep.in_table_c4,  # non-characters
    stringprep.in_table_c5,  # surrogates
    stringprep.in_table_c6,  # not for plain text
    stringprep.in_table_c7,  # not for canonical form
    stringprep.in_table_c8,  # change display or deprecated
    stringprep.in_table_c9,  # tagging
    stringprep.in_table_a1,  # unassigned in Unicode 3.2: a stored string must not hold them
)


def saslprep(password: bytes) -> bytes:
    """Return the normal form, or the password itself when it has none."""
    if password.isascii() and password.isalnum():
        return password  # nothing in it can change
    try:
        text = password.decode()
    except UnicodeDecodeError:
        return password
    mapped = "".join(
        " " if stringprep.in_table_c12(char) else char
        for char in text
        if not stringprep.in_table_b1(char)
    )
    prepared = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    if not prepared or _is_refused(prepared):
        return password
    return prepared.encode()


def _is_refused(text: str) -> bool:
    if any(table(char) for char in text for table in _PROHIBITED):
        return True
    if not any(stringprep.in_table_d1(char) for char in text):
        return False
    # Right-to-left text: no left-to-right letters in it, and it begins and ends right to left.
    mixed = any(stringprep.in_table_d2(char) for char in text)
    return mixed or not (stringprep.in_table_d1(text[0]) and stringprep.in_table_d1(text[-1]))
