"""Record what PostgreSQL answers to the statements of the error tests.

Usage: ``python scripts/record_errors.py <connection string> tests/unit/engine/errors``. Runs
``setup.sql`` in a fresh schema and each statement of ``cases.jsonl`` in a transaction that is
rolled back, and rewrites the ``postgres`` part of the cases in place. Statements that PostgreSQL
accepts are an error of the list.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import psycopg


def answer(connection: psycopg.Connection[Any], sql: str) -> dict[str, str | int]:
    """Return the fields of PostgreSQL's error for one statement."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(sql.encode(), prepare=False)
    except psycopg.Error as error:
        said = error.diag
        fields = {
            "sqlstate": error.sqlstate,
            "message": said.message_primary,
            "position": int(said.statement_position) if said.statement_position else None,
            "detail": said.message_detail,
            "hint": said.message_hint,
            "table": said.table_name,
            "column": said.column_name,
            "constraint": said.constraint_name,
        }
        return {key: value for key, value in fields.items() if value is not None}
    raise SystemExit(f"PostgreSQL takes this: {sql}")


def main(target: str, folder: Path) -> None:
    """Rewrite the cases of one folder."""
    cases = folder / "cases.jsonl"
    with psycopg.connect(target, autocommit=True) as connection:
        connection.execute("drop schema public cascade; create schema public")
        for line in (folder / "setup.sql").read_text(encoding="utf-8").splitlines():
            connection.execute(line.encode())
        lines = []
        for line in cases.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            lines.append(
                json.dumps(
                    {**case, "postgres": answer(connection, case["sql"])}, ensure_ascii=False
                )
            )
    cases.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
