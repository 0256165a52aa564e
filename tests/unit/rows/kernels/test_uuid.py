"""UUIDs against Python's."""

import uuid


def test_uuids_as_text_and_bytes(fields):
    values = [uuid.UUID(int=(n * 0x0123456789ABCDEFFEDCBA9876543211) % 2**128) for n in range(200)]
    listed = "FROM (VALUES " + ", ".join(f"('{value}'::UUID)" for value in values) + ")"
    assert fields(listed) == [[str(value).encode()] for value in values]
    assert fields(listed, 1) == [[value.bytes] for value in values]


def test_uuids_of_one_digit_and_in_capitals(fields):
    """PostgreSQL writes small letters."""
    texts = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]
    texts += ["A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "01234567-89ab-cdef-0123-456789abcdef"]
    listed = "FROM (VALUES " + ", ".join(f"('{text}'::UUID)" for text in texts) + ", (NULL))"
    assert fields(listed) == [*([text.lower().encode()] for text in texts), [None]]


def test_every_digit_at_every_place(fields):
    texts = [f"{digit:x}" * 32 for digit in range(16)]
    texts += ["".join(f"{(at + by) % 16:x}" for at in range(32)) for by in range(16)]
    listed = "FROM (VALUES " + ", ".join(f"('{text}'::UUID)" for text in texts) + ")"
    expected = ["-".join((t[:8], t[8:12], t[12:16], t[16:20], t[20:])) for t in texts]
    assert fields(listed) == [[text.encode()] for text in expected]
