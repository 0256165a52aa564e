"""The defaults of COPY's options are those of the text format."""

from duckgres.sql.copy_command import CopyCommand, CopyOptions, CopySide


def test_defaults():
    options = CopyOptions()
    assert (options.delimiter, options.null, options.encoding) == (b"\t", b"\\N", None)
    assert (options.force_quote, options.force_null, options.force_not_null) == (frozenset(),) * 3


def test_the_client_is_the_other_end():
    assert CopyCommand(incoming=True, options=CopyOptions()).side is CopySide.CLIENT
