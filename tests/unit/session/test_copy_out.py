"""COPY TO STDOUT: what is run, what is said around the rows.

The engine here is a fake one, whose rows are DataRow messages; only a real one makes CopyData."""

import pytest

from duckgres.engine.relation import lookup
from duckgres.errors import PgError
from duckgres.wire.frontend import Bind, Describe, Execute, Parse, Query, Sync
from tests.fixtures.fix_session import FakeTransport, Rows


@pytest.fixture
def copying(fake_engine):
    """Let the engine know one table and give its rows as a stream."""
    text = lookup("", "", "t").render((), {})
    fake_engine.answers[text] = [
        ("table", "db", "public", "t", "", [("a", "INTEGER", None), ("b", "VARCHAR", None)])
    ]
    return fake_engine


def test_a_table_is_read_by_a_query_with_its_whole_name(talk, copying):
    heard = talk(Query("copy t (b) to stdout"))
    assert heard == ["CopyOutResponse", "row 1", "CopyDone", "COPY 1", "I"]
    assert 'start SELECT "b" FROM "db"."public"."t"' in copying.calls


def test_a_query_is_run_as_it_is(talk, fake_engine):
    fake_engine.answers["select 1"] = Rows("1", "2", "3", batch=1)
    heard = talk(Query("copy (select 1) to stdout"))
    assert heard == ["CopyOutResponse", "row 1", "row 2", "row 3", "CopyDone", "COPY 3", "I"]
    assert "ahead" in fake_engine.calls


def test_an_execute_sends_all_whatever_its_limit(talk, fake_engine):
    fake_engine.answers["select 1"] = Rows("1", "2")
    heard = talk(
        Parse("", "copy (select 1) to stdout", ()), Describe("S", ""), Bind("", "", (), (), ()),
        Execute("", 1), Sync(),
    )  # fmt: skip
    assert heard == [
        "ParseComplete", "types ", "NoData", "BindComplete", "CopyOutResponse", "row 1", "row 2",
        "CopyDone", "COPY 2", "I",
    ]  # fmt: skip


def test_an_error_in_the_middle_ends_the_stream(talk, fake_engine):
    fake_engine.answers["select 1"] = Rows("1", "2", batch=1, fails_behind=PgError("no more"))
    heard = talk(Query("copy (select 1) to stdout"))
    assert heard == ["CopyOutResponse", "row 1", "ERROR XX000: no more", "I"]
    assert "release" in fake_engine.calls


def test_a_client_that_is_gone_ends_the_stream(talk, fake_engine):
    fake_engine.answers["select 1"] = Rows("1", "2", "3", batch=1)

    def lose():
        talk.transport.lost_after = len(talk.transport.heard) + 20

    talk.open(lose, Query("copy (select 1) to stdout")).run()
    assert talk.heard() == ["CopyOutResponse", "row 1"]
    assert fake_engine.calls[-3:] == ["abandon", "release", "close"]


def test_a_cancel_that_comes_while_rows_are_sent_is_obeyed(talk, fake_engine):
    fake_engine.answers["select 1"] = Rows("1", "2")

    def write(data, plain=FakeTransport.write):
        plain(talk.transport, data)
        if bytes(data).startswith(b"D"):
            talk.session.cancel()

    talk.open(Query("copy (select 1) to stdout"))
    talk.transport.write = write
    talk.session.run()
    assert talk.heard()[-2:] == ["ERROR 57014: canceling statement due to user request", "I"]


def test_the_header_is_a_message(talk, fake_engine):
    heard = talk(Query("copy (select 1) to stdout csv header"))
    assert heard == ["CopyOutResponse", "CopyData", "row 1", "CopyDone", "COPY 1", "I"]


def test_a_binary_stream_of_nothing_is_header_and_trailer(talk, fake_engine):
    fake_engine.answers["select 1"] = Rows()
    talk(Query("copy (select 1) to stdout binary"))
    assert b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0\xff\xff" in talk.transport.heard


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("copy t to '/tmp/x'", "ERROR 42501: permission denied to COPY to a file"),
        ("copy t to stdout (foo)", 'ERROR 42601: option "foo" not recognized'),
        ("copy t (x) to stdout", 'ERROR 42703: column "x" of relation "t" does not exist'),
        (
            "copy (select 1) to stdout (format csv, header match)",
            'ERROR 0A000: cannot use "match" with HEADER in COPY TO',
        ),
        (
            "begin read only; copy (delete from t returning a) to stdout",
            "ERROR 25006: cannot execute DELETE in a read-only transaction",
        ),
    ],
)
def test_refusals(talk, copying, text, error):
    assert error in talk(Query(text))
    assert not any(call.startswith("start") for call in copying.calls)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("view", 'ERROR 42809: cannot copy from view "t"'),
        ("sequence", 'ERROR 42809: cannot copy from sequence "t"'),
    ],
)
def test_what_is_no_table(talk, fake_engine, kind, error):
    text = lookup("", "", "t").render((), {})
    fake_engine.answers[text] = [(kind, "db", "public", "t", "", None)]
    assert talk(Query("copy t to stdout"))[0] == error


def test_an_unknown_schema(talk, fake_engine):
    fake_engine.answers[lookup("", "nosuch", "t").render((), {})] = []
    assert talk(Query("copy nosuch.t to stdout"))[0] == (
        'ERROR 3F000: schema "nosuch" does not exist'
    )


def test_a_view_of_the_catalog_is_read_by_its_name(talk, fake_engine):
    fake_engine.answers[lookup("", "pg_catalog", "pg_class").render((), {})] = []
    heard = talk(Query("copy pg_catalog.pg_class (relname) to stdout"))
    assert heard[0] == "CopyOutResponse"
    assert "start SELECT relname FROM _pg..pg_class() pg_class" in fake_engine.calls


def test_a_table_that_is_not_there_has_no_position(talk, fake_engine):
    fake_engine.answers[lookup("", "", "x").render((), {})] = []
    fake_engine.descriptions['SELECT * FROM "x"'] = PgError("gone", sqlstate="42P01", position=15)
    talk(Query("copy x to stdout"))
    assert b"C42P01\0Mgone\0\0" in talk.transport.heard


@pytest.mark.parametrize("extended", [False, True])
def test_the_log_counts_the_rows(talk, fake_engine, log_lines, extended):
    fake_engine.answers["select 1"] = Rows("1", "2")
    text = "copy (select 1) to stdout"
    batch = Parse("", text, ()), Bind("", "", (), (), ()), Execute("", 0), Sync()
    talk(*(batch if extended else [Query(text)]))
    (fields,) = (fields for _, event, fields in log_lines if event == "statement")
    assert (fields["tag"], fields["rows"]) == ("COPY 2", 2)


def test_how_far_it_is_can_be_seen(talk, fake_engine):
    fake_engine.answers["select 1"] = Rows("1", "2", "3", batch=1)
    seen = []

    def write(data):
        copying = talk.session.totals.copying
        if copying is not None:
            seen.append((copying.incoming, copying.tuples_processed, copying.bytes_processed))

    talk.open(Query("copy (select 1) to stdout"))
    talk.transport.write = write
    talk.session.run()
    assert seen == [(False, 0, 0), (False, 1, 7), (False, 2, 14)]  # of DataRow here: 2 + 4 + 1
    assert talk.session.totals.copying is None
