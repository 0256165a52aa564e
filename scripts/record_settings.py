"""Record what PostgreSQL answers to SET and SHOW of the settings tests.

Usage: ``python scripts/record_settings.py <connection string> tests/unit/session/settings.jsonl``,
as an ordinary user. Each case is a setting's name and the values it is SET to, none for SHOW
alone; the ``postgres`` part is rewritten in place: what SHOW prints afterwards, or the error.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql


def answer(connection: psycopg.Connection[Any], name: str, values: list[str]) -> dict[str, str]:
    """Return what SHOW prints after SET, or the fields of the error."""
    words = [sql.SQL(part) for part in name.split(".")]
    target = sql.SQL(".").join(words)
    connection.execute("RESET ALL")
    try:
        if values:
            listed = sql.SQL(", ").join(map(sql.Literal, values))
            connection.execute(sql.SQL("SET {} TO {}").format(target, listed))
        cursor = connection.execute(sql.SQL("SHOW {}").format(target))
    except psycopg.Error as error:
        said = error.diag
        fields = {
            "sqlstate": error.sqlstate,
            "message": said.message_primary,
            "detail": said.message_detail,
            "hint": said.message_hint,
        }
        return {key: value for key, value in fields.items() if value is not None}
    assert cursor.description is not None
    row = cursor.fetchone()
    value = row[0] if row else ""
    text = value.decode() if isinstance(value, bytes) else str(value)
    return {"name": cursor.description[0].name, "show": text}


def main(target: str, file: Path) -> None:
    """Rewrite the cases of the file."""
    lines = []
    for line in file.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        # A connection a case: some settings change what later errors look like.
        with psycopg.connect(target, autocommit=True) as connection:
            said = answer(connection, case["name"], case.get("values", []))
        lines.append(json.dumps({**case, "postgres": said}, ensure_ascii=False))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
