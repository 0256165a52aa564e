"""Asks a server a statement by a simple query and writes its answer down as lines."""

from __future__ import annotations

from duckgres.pgtypes.oids import BASE_TYPES
from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from tests.script.client import WireClient

NAME_OF = {found.oid: found.name for found in BASE_TYPES} | {
    found.array: f"{found.name}[]" for found in BASE_TYPES if found.array
}
_FIELDS = {"D": "DETAIL", "H": "HINT", "P": "AT"}
_TELLING = ("NOTICE", "WARNING", "INFO", *_FIELDS.values())
SECONDS = 30.0


class Player:
    """A session that statements are played to."""

    def __init__(self, address, **parameters: str) -> None:
        self._client = WireClient(address)
        heard = self._client.login(parameters)
        assert isinstance(heard[-1], b.ReadyForQuery), f"the login ended with {heard[-1]}"

    def close(self) -> None:
        """Leave."""
        self._client.send(f.Terminate().encode())
        self._client.close()

    def ask(self, statement: str) -> list[str]:
        """Return the answer's lines."""
        self._client.send(f.Query(statement).encode())
        lines: list[str] = []
        rows = 0
        while True:
            message = self._client.receive(SECONDS)
            assert message is not None, f"no answer to {statement}"
            if isinstance(message, b.ReadyForQuery):
                return lines
            if isinstance(message, b.DataRow):
                rows += 1
                lines.append(" | ".join(map(_shown, message.values)) or "()")
            elif isinstance(message, b.RowDescription):
                rows = 0
                lines.append(" ".join(map(_column, message.fields)) or "(no columns)")
            elif isinstance(message, b.CommandComplete):
                tag = message.tag
                if tag != f"SELECT {rows}" or not rows:
                    lines.append(tag)
            elif isinstance(message, b.ErrorResponse):
                # What came before an error depends on how many rows are made at a time.
                lines = [line for line in lines if line.startswith(_TELLING)]
                lines += _told("ERROR", dict(message.fields))
            elif isinstance(message, b.NoticeResponse):
                fields = dict(message.fields)
                lines += _told(fields["S"], fields)


def _column(field) -> str:
    return f"{field.name}:{NAME_OF.get(field.type_oid, field.type_oid)}"


def _shown(value: bytes | None) -> str:
    if value is None:
        return "NULL"
    text = value.decode().replace("\\", "\\\\").replace("\n", "\\n")
    return text or "''"


def _told(kind: str, fields: dict[str, str]) -> list[str]:
    lines = [f"{kind} {fields['C']} {fields['M']}"]
    for key, word in _FIELDS.items():
        if key in fields:
            lines.append(f"{word} {fields[key]}".replace("\n", "\\n"))
    return lines
