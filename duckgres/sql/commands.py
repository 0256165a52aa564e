"""The statements the server answers itself: their trees become Commands.

Transactions, SET, RESET, SHOW, DISCARD, DEALLOCATE, FETCH, CLOSE, LISTEN and NOTIFY. Only what the
tree says is here; what the values mean is the session's business. Source: PostgreSQL's ``gram.y``
(TransactionStmt, VariableSetStmt) and, for the list of values, ``flatten_set_variable_args`` of
``guc.c``.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.sql.parse import Node
from duckgres.sql.session_commands import (
    CloseCommand,
    DeallocateCommand,
    Direction,
    DiscardCommand,
    FetchCommand,
    NotifyAction,
    NotifyCommand,
    SettingAction,
    SettingCommand,
    TransactionAction,
    TransactionCommand,
)

# Kind of TransactionStmt -> what it does and its command tag; recorded from PostgreSQL 15.18.
TRANSACTIONS = {
    pb.TRANS_STMT_BEGIN: (TransactionAction.BEGIN, "BEGIN"),
    pb.TRANS_STMT_START: (TransactionAction.BEGIN, "START TRANSACTION"),
    pb.TRANS_STMT_COMMIT: (TransactionAction.COMMIT, "COMMIT"),
    pb.TRANS_STMT_ROLLBACK: (TransactionAction.ROLLBACK, "ROLLBACK"),
    pb.TRANS_STMT_SAVEPOINT: (TransactionAction.SAVEPOINT, "SAVEPOINT"),
    pb.TRANS_STMT_RELEASE: (TransactionAction.RELEASE, "RELEASE"),
    pb.TRANS_STMT_ROLLBACK_TO: (TransactionAction.ROLLBACK_TO, "ROLLBACK"),
}
_DISCARDS = {
    pb.DISCARD_ALL: "ALL",
    pb.DISCARD_PLANS: "PLANS",
    pb.DISCARD_SEQUENCES: "SEQUENCES",
    pb.DISCARD_TEMP: "TEMP",
}
_DIRECTIONS = {
    pb.FETCH_FORWARD: Direction.FORWARD,
    pb.FETCH_BACKWARD: Direction.BACKWARD,
    pb.FETCH_ABSOLUTE: Direction.ABSOLUTE,
    pb.FETCH_RELATIVE: Direction.RELATIVE,
}
_ALL = 2**63 - 1  # FETCH_ALL, the number of rows that means all of them
# PostgreSQL's parser folds names to lower case; this one setting is always shown with capitals.
_NAMES = {"timezone": "TimeZone"}


def transaction(node: Node) -> TransactionCommand:
    """Read a TransactionStmt; its kind is one of ``TRANSACTIONS``."""
    return TransactionCommand(
        action=TRANSACTIONS[node.kind][0],
        chain=node.chain,
        options=MappingProxyType(dict(_transaction_options(node.options))),
        savepoint=node.savepoint_name,
    )


def setting(node: Node) -> SettingCommand:
    """Read a VariableSetStmt: SET and RESET.

    Raises:
        PgError: A form that is not supported.
    """
    if node.kind == pb.VAR_RESET_ALL:
        return SettingCommand(SettingAction.RESET_ALL)
    name = _NAMES.get(node.name, node.name)
    if node.kind in (pb.VAR_RESET, pb.VAR_SET_DEFAULT):
        return SettingCommand(SettingAction.SET_DEFAULT, name, local=node.is_local)
    if node.kind == pb.VAR_SET_MULTI:
        return _transaction_settings(node)
    if node.kind == pb.VAR_SET_CURRENT:
        raise PgError(
            "SET FROM CURRENT is not supported", sqlstate="0A000", hint="Name the value instead."
        )
    values = tuple(_literal(value) for value in node.args)
    return SettingCommand(SettingAction.SET, name, values, local=node.is_local)


def show(node: Node) -> SettingCommand:
    """Read a VariableShowStmt."""
    if node.name == "all":
        return SettingCommand(SettingAction.SHOW_ALL)
    return SettingCommand(SettingAction.SHOW, _NAMES.get(node.name, node.name))


def discard(node: Node) -> DiscardCommand:
    """Read a DiscardStmt."""
    return DiscardCommand(_DISCARDS[node.target])


def deallocate(node: Node) -> DeallocateCommand:
    """Read a DeallocateStmt."""
    return DeallocateCommand(None if node.isall else node.name)


def fetch(node: Node) -> FetchCommand:
    """Read a FetchStmt."""
    count = None if node.how_many == _ALL else int(node.how_many)
    return FetchCommand(node.portalname, _DIRECTIONS[node.direction], count, node.ismove)


def close(node: Node) -> CloseCommand:
    """Read a ClosePortalStmt."""
    return CloseCommand(node.portalname or None)


def listen(node: Node) -> NotifyCommand:
    """Read a ListenStmt."""
    return NotifyCommand(NotifyAction.LISTEN, node.conditionname)


def unlisten(node: Node) -> NotifyCommand:
    """Read an UnlistenStmt."""
    return NotifyCommand(NotifyAction.UNLISTEN, node.conditionname or None)


def notify(node: Node) -> NotifyCommand:
    """Read a NotifyStmt."""
    return NotifyCommand(NotifyAction.NOTIFY, node.conditionname, node.payload)


def _transaction_settings(node: Node) -> SettingCommand:
    """Read SET TRANSACTION and SET SESSION CHARACTERISTICS: several settings in one statement."""
    if node.name == "TRANSACTION SNAPSHOT":
        raise PgError(
            "SET TRANSACTION SNAPSHOT is not supported",
            sqlstate="0A000",
            hint="A snapshot cannot be shared between sessions.",
        )
    of_session = node.name == "SESSION CHARACTERISTICS"
    prefix = "default_" if of_session else ""
    found = [(prefix + name, (value,)) for name, value in _transaction_options(node.args)]
    (name, values), *more = found
    inside = not of_session
    return SettingCommand(
        SettingAction.SET, name, values, local=inside, more=tuple(more), transaction=inside
    )


def _transaction_options(options: Iterable[Node]) -> Iterable[tuple[str, str]]:
    for option in options:
        element = option.def_elem
        constant = element.arg.a_const
        if constant.WhichOneof("val") == "sval":
            yield element.defname, constant.sval.sval
        else:
            yield element.defname, "on" if constant.ival.ival else "off"


def _literal(node: Node) -> str:
    """Return one value of SET's list as text."""
    if node.WhichOneof("node") == "type_cast":  # SET TIME ZONE INTERVAL '…' HOUR TO MINUTE
        node = node.type_cast.arg
    constant = node.a_const
    kind = constant.WhichOneof("val")
    if kind == "sval":
        return str(constant.sval.sval)
    if kind == "fval":
        return str(constant.fval.fval)
    if kind == "boolval":
        return "true" if constant.boolval.boolval else "false"
    return str(constant.ival.ival)
