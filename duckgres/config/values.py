"""The kinds of value a setting can have: how each is read from YAML or text, and written back.

Knows nothing of any one setting. A kind takes what YAML gave (already typed) and the text of a
flag or an environment variable, so that ``port: 5432`` and ``--port 5432`` go the same way.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

_DURATION_UNITS = {
    "us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0,
}  # fmt: skip
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(us|ms|s|min|m|h|d)", re.ASCII)
_LONGEST_DURATION = 3650 * 86400.0  # seconds; ten years: no timer overflows

# The decimal and binary units are DuckDB's: 1 MB is 1,000,000 bytes, 1 MiB 1,048,576.
_SIZE_UNITS = {
    "b": 1,
    "kb": 1000, "mb": 1000**2, "gb": 1000**3, "tb": 1000**4,
    "kib": 1024, "mib": 1024**2, "gib": 1024**3, "tib": 1024**4,
}  # fmt: skip
_SIZE_NAMES = {1: "B", 1000: "KB", 1024: "KiB", 1000**2: "MB", 1024**2: "MiB",
               1000**3: "GB", 1024**3: "GiB", 1000**4: "TB", 1024**4: "TiB"}  # fmt: skip
_SIZE = re.compile(r"(\d{1,19}(?:\.\d{1,19})?)\s*([A-Za-z]*)", re.ASCII)
_LARGEST_SIZE = 2**63 - 1  # bytes

_BOOLEANS = {
    "true": True, "on": True, "yes": True, "1": True,
    "false": False, "off": False, "no": False, "0": False,
}  # fmt: skip

# No way up, no query and no fragment: S3's options in them send the request to any host.
_URL = re.compile(r"(?:s3|gs|gcs|r2|https?)://(?!.*\.\.)[^?#%\s]+/")

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value.

    Attributes:
        wants: What to write, as it stands behind "expected": ``a whole number from 1 to 65535``.
        parse: From YAML's value or a text to the program's; raises a bare ``ValueError``.
        show: The value as one would write it.
    """

    wants: str
    parse: Callable[[object], Any]  # the program's type, which differs from kind to kind
    show: Callable[[Any], str] = str


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value


def _filled_text(value: object) -> str:
    text = _text(value)
    if not text.strip():
        raise ValueError
    return text


def _path(value: object) -> Path:
    return Path(_filled_text(value)).expanduser()


def _whole_number(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value.strip()):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _BOOLEANS:
        return _BOOLEANS[value.strip().lower()]
    raise ValueError


def parse_duration(value: object) -> float:
    """Return seconds: ``"1h30m"``, ``"250ms"``, or a plain number, which is seconds already."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        seconds = float(value)
    elif isinstance(value, str):
        seconds = _seconds(value.strip().lower())
    else:
        raise ValueError
    if not (math.isfinite(seconds) and 0 <= seconds <= _LONGEST_DURATION):
        raise ValueError
    return seconds


def _positive_duration(value: object) -> float:
    seconds = parse_duration(value)
    if seconds <= 0:
        raise ValueError
    return seconds


def _seconds(text: str) -> float:
    if re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        return float(text)
    parts = _DURATION_PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError
    return math.fsum(float(number) * _DURATION_UNITS[unit] for number, unit in parts)


def show_duration(seconds: float) -> str:
    """Return the shortest exact spelling, such as ``1h30m``; ``0s`` for nothing."""
    if seconds < 1:
        microseconds = round(seconds * 1e6)
        if microseconds % 1000:
            return f"{microseconds}us"
        return f"{microseconds // 1000}ms" if microseconds else "0s"
    whole, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(whole), 60)
    days, hours = divmod(hours, 24)
    counts = ((days, "d"), (hours, "h"), (minutes, "m"))
    parts = [f"{count}{unit}" for count, unit in counts if count]
    if rest:
        parts.append(f"{rest:.6f}".rstrip("0").rstrip(".") + "s")
    return "".join(parts)


def parse_size(value: object) -> int:
    """Return bytes: ``"512MB"``, ``"2GiB"``, or a plain number, which is bytes already."""
    if isinstance(value, int) and not isinstance(value, bool):
        size = value
    elif isinstance(value, str) and (match := _SIZE.fullmatch(value.strip())):
        number, unit = match.groups()
        if (unit or "b").lower() not in _SIZE_UNITS:
            raise ValueError
        size = int(Decimal(number) * _SIZE_UNITS[(unit or "b").lower()])
    else:
        raise ValueError
    if not 0 < size <= _LARGEST_SIZE:
        raise ValueError
    return size


def show_size(size: int) -> str:
    """Return the size in the largest unit that divides it."""
    unit = max(unit for unit in _SIZE_NAMES if size % unit == 0)
    return f"{size // unit}{_SIZE_NAMES[unit]}"


def _items(value: object) -> list[object]:
    if isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    if isinstance(value, list):
        return value
    raise ValueError


def _directories(value: object) -> tuple[str, ...]:
    items = _items(value)
    if not all(isinstance(item, str) and item.startswith("/") for item in items):
        raise ValueError
    # What it is now is what is allowed, whatever its links point to later.
    return tuple(str(Path(str(item)).resolve()) for item in items)


def _urls(value: object) -> tuple[str, ...]:
    items = _items(value)
    if not all(isinstance(item, str) and _URL.fullmatch(item) for item in items):
        raise ValueError
    return tuple(map(str, items))


def _names(value: object) -> tuple[str, ...]:
    items = _items(value)
    if not all(isinstance(item, str) and re.fullmatch(r"[A-Za-z0-9_]+", item) for item in items):
        raise ValueError
    return tuple(dict.fromkeys(str(item).lower() for item in items))


def _networks(value: object) -> tuple[Network, ...]:
    # As in pg_hba.conf, bits behind the mask mean nothing.
    return tuple(ip_network(_filled_text(item), strict=False) for item in _items(value))


def whole_number(low: int, high: int) -> Kind:
    """Return the kind of the whole numbers from ``low`` to ``high``, both included."""

    def parse(value: object) -> int:
        number = _whole_number(value)
        if not low <= number <= high:
            raise ValueError
        return number

    return Kind(f"a whole number from {low} to {high}", parse)


def choice(*options: str) -> Kind:
    """Return the kind of the words ``options``, read in any case."""

    def parse(value: object) -> str:
        word = _text(value).strip().lower()
        if word not in options:
            raise ValueError
        return word

    return Kind(f"{', '.join(options[:-1])} or {options[-1]}", parse)


TEXT = Kind("text", _text)
FILLED_TEXT = Kind("text that is not empty", _filled_text)
PATH = Kind("a path", _path)
BOOLEAN = Kind("true or false", _boolean, lambda value: "true" if value else "false")
DURATION = Kind("a duration such as 30s, 1h30m or 250ms", parse_duration, show_duration)
POSITIVE_DURATION = Kind(
    "a duration above zero such as 60s or 1h30m", _positive_duration, show_duration
)
SIZE = Kind("a size such as 512MB or 2GiB", parse_size, show_size)
NAMES = Kind("a list of names", _names, ", ".join)
DIRECTORIES = Kind("a list of absolute directories", _directories, ", ".join)
URLS = Kind("a list of addresses such as s3://bucket/prefix/", _urls, ", ".join)
NETWORKS = Kind(
    "a list of networks such as 10.0.0.0/8 or ::1",
    _networks,
    lambda value: ", ".join(map(str, value)),
)
