"""UUIDs against Python's."""

import uuid


def test_uuids_as_text_and_bytes(fields):
    values = [uuid.UUID(int=(n * 0x0123456789ABCDEFFEDCBA9876543211) % 2**128) for n in range(200)]
    listed = "FROM (VALUES " + ", ".join(f"('{value}'::UUID)" for value in values) + ")"
    assert fields(listed) == [[str(value).encode()] for value in values]
    assert fields(listed, 1) == [[value.bytes] for value in values]
