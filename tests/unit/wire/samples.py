"""At least one sample of each message, with its bytes as PostgreSQL's manual lays them out."""

from duckgres.wire import backend as b
from duckgres.wire import frontend as f

FRONTEND = [
    (f.Query("select 'é'"), b"Q\0\0\0\x10select '\xc3\xa9'\0"),
    (f.Query(""), b"Q\0\0\0\5\0"),
    (
        f.Parse("s", "select $1", (23, 4294967295)),
        b"P\0\0\0\x1as\0select $1\0\0\2\0\0\0\x17\xff\xff\xff\xff",
    ),
    (f.Parse("", "", ()), b"P\0\0\0\x08\0\0\0\0"),
    (
        f.Bind("p", "s", (0, 1), (b"7", None, b""), (1,)),
        b"B\0\0\0\x21p\0s\0\0\2\0\0\0\1\0\3\0\0\0\x017\xff\xff\xff\xff\0\0\0\0\0\1\0\1",
    ),
    (f.Bind("", "", (), (), ()), b"B\0\0\0\x0c\0\0\0\0\0\0\0\0"),
    (f.Describe("S", "s"), b"D\0\0\0\x07Ss\0"),
    (f.Describe("P", ""), b"D\0\0\0\x06P\0"),
    (f.Execute("p", 5), b"E\0\0\0\x0ap\0\0\0\0\5"),
    (f.Execute("", -1), b"E\0\0\0\x09\0\xff\xff\xff\xff"),
    (f.Close("S", "ä"), b"C\0\0\0\x08S\xc3\xa4\0"),
    (f.Close("P", ""), b"C\0\0\0\x06P\0"),
    (f.Flush(), b"H\0\0\0\4"),
    (f.Sync(), b"S\0\0\0\4"),
    (f.Terminate(), b"X\0\0\0\4"),
    (f.CopyData(b"a\0\xff"), b"d\0\0\0\7a\0\xff"),
    (f.CopyDone(), b"c\0\0\0\4"),
    (f.CopyFail("no"), b"f\0\0\0\7no\0"),
    (
        f.FunctionCall(1598, (1,), (b"x", None), 1),
        b"F\0\0\0\x19\0\0\6\x3e\0\1\0\1\0\2\0\0\0\1x\xff\xff\xff\xff\0\1",
    ),
    (f.AuthenticationResponse(b"secret\0"), b"p\0\0\0\x0bsecret\0"),
]

BACKEND = [
    (b.AuthenticationOk(), b"R\0\0\0\x08\0\0\0\0"),
    (b.AuthenticationCleartextPassword(), b"R\0\0\0\x08\0\0\0\3"),
    (b.AuthenticationMD5Password(b"\1\2\3\4"), b"R\0\0\0\x0c\0\0\0\5\1\2\3\4"),
    (b.AuthenticationSASL(("A", "B")), b"R\0\0\0\x0d\0\0\0\x0aA\0B\0\0"),
    (b.AuthenticationSASLContinue(b"r=x"), b"R\0\0\0\x0b\0\0\0\x0br=x"),
    (b.AuthenticationSASLFinal(b"v=x"), b"R\0\0\0\x0b\0\0\0\x0cv=x"),
    (b.ParameterStatus("TimeZone", "UTC"), b"S\0\0\0\x11TimeZone\0UTC\0"),
    (b.BackendKeyData(7, b"\1\2\3\4"), b"K\0\0\0\x0c\0\0\0\7\1\2\3\4"),
    (b.BackendKeyData(7, bytes(32)), b"K\0\0\0\x28\0\0\0\7" + bytes(32)),
    (b.ReadyForQuery("I"), b"Z\0\0\0\5I"),
    (
        b.RowDescription((b.FieldDescription("a", 1, 2, 23, 4, -1, 0),)),
        b"T\0\0\0\x1a\0\1a\0\0\0\0\1\0\2\0\0\0\x17\0\4\xff\xff\xff\xff\0\0",
    ),
    (b.DataRow((b"1", None)), b"D\0\0\0\x0f\0\2\0\0\0\x011\xff\xff\xff\xff"),
    (b.CommandComplete("SELECT 1"), b"C\0\0\0\x0dSELECT 1\0"),
    (b.EmptyQueryResponse(), b"I\0\0\0\4"),
    (b.ParseComplete(), b"1\0\0\0\4"),
    (b.BindComplete(), b"2\0\0\0\4"),
    (b.CloseComplete(), b"3\0\0\0\4"),
    (b.NoData(), b"n\0\0\0\4"),
    (b.PortalSuspended(), b"s\0\0\0\4"),
    (b.ParameterDescription((23, 25)), b"t\0\0\0\x0e\0\2\0\0\0\x17\0\0\0\x19"),
    (b.NegotiateProtocolVersion(0x30002, ("_pq_.x",)), b"v\0\0\0\x13\0\3\0\2\0\0\0\1_pq_.x\0"),
    (b.NotificationResponse(7, "c", "hi"), b"A\0\0\0\x0d\0\0\0\7c\0hi\0"),
    (b.CopyInResponse(0, (0, 0)), b"G\0\0\0\x0b\0\0\2\0\0\0\0"),
    (b.CopyOutResponse(1, (1,)), b"H\0\0\0\x09\1\0\1\0\1"),
    (b.CopyData(b"1\n"), b"d\0\0\0\x061\n"),
    (b.CopyDone(), b"c\0\0\0\4"),
    (b.FunctionCallResponse(b"\xff\xff\xff\xff"), b"V\0\0\0\x08\xff\xff\xff\xff"),
    (b.ErrorResponse((("S", "ERROR"), ("M", "no"))), b"E\0\0\0\x10SERROR\0Mno\0\0"),
    (b.NoticeResponse((("S", "NOTICE"),)), b"N\0\0\0\x0dSNOTICE\0\0"),
]
