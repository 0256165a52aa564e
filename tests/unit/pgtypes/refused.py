"""What a call was refused with."""

from duckgres.errors import PgError


def sqlstate_of(call, *args):
    """Return the SQLSTATE of the PgError that ``call`` raises, ``None`` if it returns."""
    try:
        call(*args)
    except PgError as error:
        return error.sqlstate
    return None
