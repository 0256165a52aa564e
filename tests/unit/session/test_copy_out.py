"""COPY's start: the checks before either direction begins."""

import pytest

from duckgres.errors import PgError
from duckgres.session.copy_out import check_side
from duckgres.sql.copy_command import CopyCommand, CopyOptions, CopySide

HINT = "Anyone can COPY to stdout or from stdin. psql's \\copy command also works for anyone."


@pytest.mark.parametrize(
    ("side", "incoming", "message", "detail"),
    [
        (CopySide.FILE, False, "permission denied to COPY to a file",
         'Only roles with privileges of the "pg_write_server_files" role may COPY to a file.'),
        (CopySide.FILE, True, "permission denied to COPY from a file",
         'Only roles with privileges of the "pg_read_server_files" role may COPY from a file.'),
        (CopySide.PROGRAM, True, "permission denied to COPY to or from an external program",
         'Only roles with privileges of the "pg_execute_server_program" role may COPY to or from'
         " an external program."),
    ],
)  # fmt: skip
def test_files_are_refused_in_postgresqls_words(side, incoming, message, detail):
    with pytest.raises(PgError) as caught:
        check_side(CopyCommand(incoming, CopyOptions(), side, "/tmp/x"))
    error = caught.value
    assert (error.sqlstate, error.message) == ("42501", message)
    assert (error.fields.detail, error.fields.hint) == (detail, HINT)


def test_the_client_may():
    check_side(CopyCommand(True, CopyOptions()))
