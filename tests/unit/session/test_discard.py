"""DISCARD in its forms."""

import pytest

from duckgres.wire.frontend import Bind, Parse, Query, Sync
from tests.unit.session.test_session import applied


def test_discard_all_forgets_portals_statements_settings_and_temporary_things(talk, fake_engine):
    heard = talk(
        Parse("s", "select 1", ()), Sync(), Query("set TimeZone = 'Asia/Tokyo'"),
        Query("discard all"), Bind("", "s", (), (), ()), Sync(),
    )  # fmt: skip
    assert "drop temporary" in fake_engine.calls
    assert applied(fake_engine)[-1] == "TimeZone = 'UTC'"
    assert heard[-2] == 'ERROR 26000: prepared statement "s" does not exist'


def test_discard_all_is_refused_in_a_block(talk, fake_engine):
    assert talk(Query("begin"), Query("discard all"))[-2:] == [
        "ERROR 25001: DISCARD ALL cannot run inside a transaction block", "E",
    ]  # fmt: skip
    assert "drop temporary" not in fake_engine.calls


@pytest.mark.parametrize(
    ("what", "again", "drops"),
    [("plans", 2, False), ("temp", 2, True), ("sequences", 1, False), ("all", 2, True)],
)
def test_discard_forgets_what_it_names(talk, fake_engine, what, again, drops):
    parse = [Parse("", "select 1", ()), Sync()]
    talk(*parse, Query(f"discard {what}"), *parse)
    assert fake_engine.calls.count("describe select 1") == again
    assert ("drop temporary" in fake_engine.calls) is drops
