"""PostgreSQL's names of encodings, and Python's codecs for them.

Texts are UTF-8 everywhere in the server; another encoding is only ever what a COPY stream is in.
Source: ``encnames.c`` for the names and their aliases, recorded from ``pg_char_to_encoding``.
"""

from __future__ import annotations

from collections.abc import Iterator

from duckgres.errors import PgError

# PostgreSQL's name | Python's codec, "-" for none | aliases: lower case, letters and digits only.
_TABLE = """
SQL_ASCII | utf-8 | sqlascii
EUC_JP | euc_jp | eucjp
EUC_CN | gb2312 | euccn
EUC_KR | euc_kr | euckr
EUC_TW | - | euctw
EUC_JIS_2004 | euc_jis_2004 | eucjis2004
UTF8 | utf-8 | utf8 unicode
MULE_INTERNAL | - | muleinternal
LATIN1 | latin-1 | latin1 iso88591
LATIN2 | iso8859-2 | latin2 iso88592
LATIN3 | iso8859-3 | latin3 iso88593
LATIN4 | iso8859-4 | latin4 iso88594
LATIN5 | iso8859-9 | latin5 iso88599
LATIN6 | iso8859-10 | latin6 iso885910
LATIN7 | iso8859-13 | latin7 iso885913
LATIN8 | iso8859-14 | latin8 iso885914
LATIN9 | iso8859-15 | latin9 iso885915
LATIN10 | iso8859-16 | latin10 iso885916
WIN1256 | cp1256 | win1256 windows1256
WIN1258 | cp1258 | win1258 windows1258 abc tcvn tcvn5712 vscii
WIN866 | cp866 | win866 windows866 alt
WIN874 | cp874 | win874 windows874
KOI8R | koi8_r | koi8r koi8
WIN1251 | cp1251 | win1251 windows1251 win
WIN1252 | cp1252 | win1252 windows1252
ISO_8859_5 | iso8859-5 | iso88595
ISO_8859_6 | iso8859-6 | iso88596
ISO_8859_7 | iso8859-7 | iso88597
ISO_8859_8 | iso8859-8 | iso88598
WIN1250 | cp1250 | win1250 windows1250
WIN1253 | cp1253 | win1253 windows1253
WIN1254 | cp1254 | win1254 windows1254
WIN1255 | cp1255 | win1255 windows1255
WIN1257 | cp1257 | win1257 windows1257
KOI8U | koi8_u | koi8u
SJIS | cp932 | sjis shiftjis mskanji win932 windows932
BIG5 | cp950 | big5 win950 windows950
GBK | cp936 | gbk win936 windows936
UHC | cp949 | uhc win949 windows949
GB18030 | gb18030 | gb18030
JOHAB | johab | johab
SHIFT_JIS_2004 | shift_jis_2004 | shiftjis2004
"""


def _rows() -> Iterator[tuple[str, str, str]]:
    for line in _TABLE.strip().splitlines():
        name, codec, aliases = (part.strip() for part in line.split("|"))
        yield name, codec, aliases


NAMES = {alias: name for name, _, aliases in _rows() for alias in aliases.split()}
"""A cleaned name or alias -> PostgreSQL's name."""

CODECS = {name: codec for name, codec, _ in _rows() if codec != "-"}
"""PostgreSQL's name -> Python's codec; a few have none."""


def encoding_name(text: str) -> str | None:
    """Return PostgreSQL's name of an encoding as somebody wrote it, ``None`` if there is none."""
    return NAMES.get("".join(c for c in text.lower() if c.isascii() and c.isalnum()))


def name_of_codec(codec: str) -> str:
    """Return PostgreSQL's name of the encoding with this codec."""
    return next((name for name in CODECS if name != "SQL_ASCII" and CODECS[name] == codec), codec)


def encode(text: str, codec: str) -> bytes:
    """Return the bytes of a text.

    Raises:
        PgError: 22P05, a character that the encoding lacks.
    """
    try:
        return text.encode(codec)
    except UnicodeEncodeError as error:
        data = text[error.start].encode("utf-8", "surrogatepass")
        sequence = " ".join(f"0x{byte:02x}" for byte in data)
        raise PgError(
            f'character with byte sequence {sequence} in encoding "UTF8" has no equivalent in'
            f' encoding "{name_of_codec(codec)}"',
            sqlstate="22P05",
        ) from None
