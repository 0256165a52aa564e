"""Arrays as PostgreSQL 15 wrote them."""

import pytest

RECORDED = [
    ("['a b','NULL','',NULL,'x\"y','a\\b','{','é',',','null']",
     '{"a b","NULL","",NULL,"x\\"y","a\\\\b","{",é,",","null"}',
     "0000000100000001000000190000000a0000000100000003612062000000044e554c4c00000000ffffffff00000003"
     "78227900000003615c62000000017b00000002c3a9000000012c000000046e756c6c"),
    ("[1,NULL,3]", "{1,NULL,3}",
     "00000001000000010000001700000003000000010000000400000001ffffffff0000000400000003"),
    ("[]::INTEGER[]", "{}", "000000000000000000000017"),
    ("[TIMESTAMP '2020-01-01 00:00:00',NULL]", '{"2020-01-01 00:00:00",NULL}',
     "00000001000000010000045a00000002000000010000000800023e0786c26000ffffffff"),
    ("[INTERVAL '1 day',INTERVAL '1 second']", '{"1 day",00:00:01}',
     "0000000100000000000004a200000002000000010000001000000000000000000000000100000000"
     "0000001000000000000f42400000000000000000"),
    ("[true,false]", "{t,f}", "000000010000000000000010000000020000000100000001010000000100"),
]  # fmt: skip


@pytest.mark.parametrize(("literal", "text", "binary"), RECORDED)
def test_array_as_recorded(fields, literal, text, binary):
    assert fields(f"SELECT {literal}") == [[text.encode()]]
    assert fields(f"SELECT {literal}", 1) == [[bytes.fromhex(binary)]]


def test_null_array_beside_others(fields):
    sql = "SELECT CASE WHEN i <> 1 THEN [i, i] END FROM range(3) t(i)"
    assert fields(sql) == [[b"{0,0}"], [None], [b"{2,2}"]]
