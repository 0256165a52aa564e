"""Fields of COPY's csv format, in the obvious way: the judge of the kernel's bytes.

Source: ``CopyAttributeOutCSV`` of ``commands/copyto.c``.
"""

from __future__ import annotations

from duckgres.rows.copy_form import CopyForm

END_OF_DATA = "\\."


def quote_field(text: str, form: CopyForm, *, forced: bool, single: bool) -> str:
    """Return a value's text as it stands in the stream; it is not NULL.

    Args:
        text: The value.
        form: The stream's.
        forced: Quote it in any case.
        single: It is all there is on its line, which must not look like the end of the data.
    """
    delimiter, quote, escape = (
        byte.decode("latin-1") for byte in (form.delimiter, form.quote, form.escape)
    )
    if not (
        forced
        or text == form.null.decode(form.encoding or "utf-8")
        or (single and text == END_OF_DATA)
        or any(character in text for character in (delimiter, quote, "\n", "\r"))
    ):
        return text
    inner = "".join(escape + c if c in (quote, escape) else c for c in text)
    return quote + inner + quote
