"""The pages that are written from the table of settings.

``python -m duckgres.config.docs`` writes them below the working directory, ``--check`` only tells
which of them are out of date. Knows the table and no other source.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from duckgres.config.model import SETTINGS, Setting

_SETTINGS_HEAD = """\
# Settings

This page is written from the table in `duckgres/config/model.py` by `make docs`.

A setting is taken from the first of these that has it: the command-line flag, the environment
variable, the YAML file, the default. The file is the one that `--config` or `DUCKGRES_CONFIG`
names, else `duckgres.yaml` in the working directory, else none. `duckgres check` reads all of
them, names everything that is wrong with its place and the nearest right name, and shows what is
set and where; it starts nothing.

- Flags may be written with one dash or two: `-port 5432`, `--port=5432`.
- An empty environment variable counts as not set.
- A duration is `250ms`, `30s`, `5m`, `1h30m`, or a plain number of seconds. A size is `512MB`
  (million bytes), `2GiB` (1024³ bytes), or a plain number of bytes. A list is `[a, b]` in YAML and
  `a,b` elsewhere.
- An unknown name in the file, a value of the wrong kind, a file that cannot be read: the server
  says so in one line and exits with status 2. An unknown `DUCKGRES_…` variable is a warning.
- SIGHUP reads the file again, and the certificate and its key. The users, and what says *yes*
  below, are put in force for whoever logs in from then on, and for databases that are opened from
  then on; sessions stay. When anything is wrong nothing changes, and the log says what; settings
  that changed and need a restart are named there, too.
- Kubernetes sets `DUCKGRES_PORT=tcp://…` for a service called `duckgres`; call it something else,
  or set `enableServiceLinks: false`.

| YAML key | flag | variable | takes | default | reload | what it does |
|---|---|---|---|---|---|---|
"""

_SETTINGS_TAIL = """
*Not in force yet*: the setting is read and checked, a start with it logs a warning, and nothing
else happens. `ducklake.metadata_store` is the exception: a server that was told of a lake does not
start without it.

## Users

Users are set in the YAML file only. A value is a password, or a verifier as PostgreSQL stores it;
make one with `duckgres verifier`, so that the file holds nothing to log in with.

```yaml
users:
  alice: "a password"
  bob: "SCRAM-SHA-256$4096:<salt>$<StoredKey>:<ServerKey>"
  carol:
    password: "another password"
    trusted: false          # true: files inside allowed_directories, reserved connections
    read_only: false        # true: changes nothing (25006)
    limits:
      max_connections: 10   # none for a trusted user, as for PostgreSQL's superusers
      max_running_statements: 4
      memory_limit: 2GB     # these three when her database is opened
      max_temp_directory_size: 20GB
      threads: 2
      statement_timeout: 10m   # what she sets may be shorter, not longer
    settings:               # what SET would set, for every session of hers
      statement_timeout: 30s
      search_path: sales, public
```

Without `users` there is one: `postgres` with the password `postgres`, and a warning where others
can reach the server. A user name has at most 63 bytes. Put a password that looks like a number,
`yes` or `null` in quotes.

Limits that are missing are the server's own settings. What all users together may take is compared
with the machine at the start, and the log says where it is more. What a trusted user may, and what
nobody may, is in [security.md](security.md).

`settings` are PostgreSQL's ALTER ROLE … SET: what a client asks for in its connection string wins
over them, SET over both, and RESET goes back to what the session began with.
"""

_EXAMPLE_HEAD = """\
# Duckgres: every setting with its default. Written from the table of settings by `make docs`.
# Copy it to duckgres.yaml and keep the lines you change. docs/settings.md explains the forms.

# users:
#   alice: "a password"
#   bob: "SCRAM-SHA-256$4096:<salt>$<StoredKey>:<ServerKey>"   # made by: duckgres verifier"""


def settings_markdown() -> str:
    """Return ``docs/settings.md``."""
    return _SETTINGS_HEAD + "".join(_row(setting) for setting in SETTINGS) + _SETTINGS_TAIL


def _row(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else ""
    help_text = setting.help if setting.in_force else f"{setting.help}; *not in force yet*"
    unit = f"; a plain number is {setting.unit}" if setting.unit else ""
    cells = (
        f"`{setting.path}`",
        f"`{setting.flag}`",
        f"`{setting.env}`",
        setting.kind.wants.replace("|", "\\|") + unit,
        default,
        "yes" if setting.reloads else "",
        help_text,
    )
    return f"| {' | '.join(cells)} |\n"


def example_yaml() -> str:
    """Return ``conf/duckgres.example.yaml``.

    What is not in force yet, and what has no default to write, stands in comments, so that the
    file as it is sets nothing but defaults.
    """
    lines = [_EXAMPLE_HEAD]
    section = ""
    for setting in SETTINGS:
        above, _, name = setting.path.rpartition(".")
        if above != section:
            section = above
            if above:
                lines.append(f"\n{_comment(_only_comments(above))}{above}:")
        indent = "  " if above else ""
        if not above:
            lines.append("")
        lines.append(
            f"{indent}# {setting.help}{'' if setting.in_force else ' (not in force yet)'}"
        )
        off = _comment(not setting.in_force or setting.default is None)
        lines.append(f"{indent}{off}{name}: {_yaml_value(setting)}".rstrip())
    return "\n".join(lines) + "\n"


def _only_comments(section: str) -> bool:
    return not any(row.in_force for row in SETTINGS if row.path.startswith(f"{section}."))


def _comment(off: bool) -> str:
    return "# " if off else ""


def _yaml_value(setting: Setting) -> str:
    if setting.default is None:
        return ""
    if setting.kind.wants.startswith("a list"):
        return f"[{setting.default}]"
    return setting.default or '""'


PAGES: Mapping[Path, Callable[[], str]] = {
    Path("docs/settings.md"): settings_markdown,
    Path("conf/duckgres.example.yaml"): example_yaml,
}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with ``--check`` name those that are not as written."""
    stale = [path for path, text in PAGES.items() if _read(path) != text()]
    for path in stale:
        if arguments == ["--check"]:
            sys.stderr.write(f"{path} is out of date; run: make docs\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(PAGES[path](), encoding="utf-8")
            sys.stdout.write(f"wrote {path}\n")
    return 1 if stale and arguments == ["--check"] else 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
