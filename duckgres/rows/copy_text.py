"""Fields of COPY's text format, in the obvious way: the judge of the kernel's bytes.

Source: ``CopyAttributeOutText`` of ``commands/copyto.c``.
"""

from __future__ import annotations

from duckgres.rows.copy_form import CopyForm

_ESCAPES = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


def escape_field(text: str, form: CopyForm) -> str:
    """Return a value's text as it stands in the stream; it is not NULL."""
    delimiter = form.delimiter.decode("latin-1")
    escapes = {"\\": "\\\\", delimiter: f"\\{delimiter}"} | _ESCAPES
    return "".join(escapes.get(character, character) for character in text)
