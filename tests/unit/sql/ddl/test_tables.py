"""CREATE TABLE: steps, options, and what is refused."""

import pytest

from duckgres.sql.ddl.steps import (
    Like,
    Main,
    Name,
    NewSequence,
    OnCommit,
    Remember,
    Sequence,
    Tell,
    Unless,
)
from tests.unit.sql.ddl.planning import planned, refused, steps


def kinds(text):
    return [type(step) for step in steps(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("create table t (a serial)", [NewSequence, Main, Remember]),
        ("create table if not exists t (a int)", [Unless, Main]),
        ("create table t (like u including all)", [Like, Main, Remember]),
        ("create table t (a int primary key, b int references t (a))", [Main, Remember]),
        ("create temp table t (a int) on commit delete rows", [Main, OnCommit]),
        ("create table t (a int) partition by range (a)", [Tell, Main]),
    ],
)
def test_steps(text, wanted):
    assert kinds(text) == wanted


def test_a_sequence_is_as_wide_as_its_column():
    found = steps("create table t (a smallserial)")[0]
    assert found == NewSequence("sequence a", Name("", "t"), "a", Sequence(bits=16))


@pytest.mark.parametrize(
    "options",
    ["with (fillfactor = 70)", "tablespace x", "using heap"],
)
def test_harmless_options(options):
    before = options if options.startswith("using") else ""
    behind = "" if before else options
    text = f"create table t (a int) {before} {behind}"
    assert planned(text).pieces == ("CREATE TABLE t (a int)",)


def test_unlogged_is_plain():
    assert planned("create unlogged table t (a int)").pieces == ("CREATE TABLE t (a int)",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("create table t partition of u default", ("0A000", "PARTITION OF is not supported")),
        ("create table t (a int) inherits (u)", ("0A000", "table inheritance is not supported")),
        ("create table t of kind", ("0A000", "CREATE TABLE OF is not supported")),
        ("create table t ()", ("0A000", "tables without columns are not supported")),
        (
            "create table t (a int) on commit drop",
            ("42P16", "ON COMMIT can only be used on temporary tables"),
        ),
        (
            "create table t (a int primary key, b int primary key)",
            ("42P16", 'multiple primary keys for table "t" are not allowed'),
        ),
        (
            "create table t (a int, unique (b))",
            ("42703", 'column "b" named in key does not exist'),
        ),
    ],
)
def test_refused(text, found):
    assert refused(text) == found
