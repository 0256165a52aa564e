"""Values of settings: what a text means for a type, and how SHOW prints it.

Nothing here knows a setting but by its row. Source: PostgreSQL 15's ``guc.c`` (parse_int,
parse_real, convert_to_base_unit, convert_int_from_base_unit, ShowGUCOption) and ``bool.c``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from duckgres.errors import PgError
from duckgres.session.setting_table import SETTINGS, Setting

Value = bool | int | float | str
Layers = tuple[dict[str, Value], dict[str, Value]]  # what a transaction SET, and SET LOCAL

_INT_MAX = 2**31 - 1
_TIME = (("d", 86_400_000_000), ("h", 3_600_000_000), ("min", 60_000_000), ("s", 1_000_000))
_TIME_UNITS = dict((*_TIME, ("ms", 1_000), ("us", 1)))  # microseconds
_MEMORY_UNITS = {"TB": 2**40, "GB": 2**30, "MB": 2**20, "kB": 2**10, "B": 1}  # bytes
_BASE_UNITS = {**_TIME_UNITS, **_MEMORY_UNITS, "8kB": 8192}
_HINTS = {
    True: 'Valid units for this parameter are "B", "kB", "MB", "GB", and "TB".',
    False: 'Valid units for this parameter are "us", "ms", "s", "min", "h", and "d".',
}
# Shown as they are: PostgreSQL asks the kernel for these and leaves out the unit.
_PLAIN = frozenset({"tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_user_timeout"})
_NUMBER = re.compile(
    r"\s*(?P<sign>[-+]?)(?:(?P<hex>0[xX][0-9a-fA-F]+)|(?P<decimal>(?:\d+\.?\d*|\.\d+)"
    r"(?:[eE][-+]?\d+)?))\s*(?P<unit>.*?)\s*",
    re.DOTALL | re.ASCII,
)
_WORDS = {"true": (True, 1), "false": (False, 1), "yes": (True, 1), "no": (False, 1)}
_SWITCH = {"on": (True, 2), "off": (False, 2)}  # "o" alone could be either
_BOOLEAN_ALIASES = {"true": "on", "yes": "on", "1": "on", "false": "off", "no": "off", "0": "off"}
_ENUM_ALIASES = {"client_min_messages": {"debug": "debug2", "info": "info"}}


def invalid_value(
    name: str, text: str, *, detail: str | None = None, hint: str | None = None
) -> PgError:
    """Return 22023 for a value that the setting does not take."""
    return PgError(
        f'invalid value for parameter "{name}": "{text}"',
        sqlstate="22023",
        detail=detail,
        hint=hint,
    )


def parse_value(setting: Setting, name: str, text: str) -> Value:
    """Return the value that a text means.

    Args:
        setting: Its row.
        name: The name as the client wrote it, for the message.
        text: The text.

    Raises:
        PgError: 22023.
    """
    if setting.type == "bool":
        return _parse_bool(name, text)
    if setting.type == "integer":
        return _parse_integer(setting, name, text)
    if setting.type == "real":
        return _parse_real(setting, name, text)
    if setting.type == "enum":
        return _parse_enum(setting, name, text)
    return text


def show_value(setting: Setting, value: Value) -> str:
    """Return the text that SHOW prints."""
    if isinstance(value, str) or not setting.unit or value <= 0 or setting.name in _PLAIN:
        return plain_value(value)
    return _with_unit(setting, value)


def plain_value(value: Value) -> str:
    """Return the text that pg_settings has: numbers in the setting's own unit."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return _g(value) if isinstance(value, float) else str(value)


def _parse_bool(name: str, text: str) -> bool:
    word = text.lower()
    for full, (value, shortest) in (*_WORDS.items(), *_SWITCH.items()):
        if len(word) >= shortest and full.startswith(word):
            return value
    if word in ("0", "1"):
        return word == "1"
    raise PgError(f'parameter "{name}" requires a Boolean value', sqlstate="22023")


def _parse_enum(setting: Setting, name: str, text: str) -> str:
    word = text.lower()
    aliases = _ENUM_ALIASES.get(setting.name, {})
    if "on" in setting.values and "off" in setting.values:
        aliases = _BOOLEAN_ALIASES
    found = word if word in setting.values else aliases.get(word)
    if found is None:
        raise invalid_value(name, text, hint=f"Available values: {', '.join(setting.values)}.")
    return found


def _scan(setting: Setting, name: str, text: str, *, whole: bool) -> float:
    """Return the number in the setting's own unit, not yet rounded."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise invalid_value(name, text)
    number, unit = _magnitude(found, whole=whole), found["unit"]
    if number is None:
        raise invalid_value(name, text)
    if found["sign"] == "-":
        number = -number
    if not unit:
        return number
    if not setting.unit:
        raise invalid_value(name, text)
    units = _MEMORY_UNITS if setting.unit.endswith("B") else _TIME_UNITS
    if unit not in units:
        raise invalid_value(name, text, hint=_HINTS[units is _MEMORY_UNITS])
    return _to_base(number, unit, setting.unit, units)


def _magnitude(found: re.Match[str], *, whole: bool) -> float | None:
    """Return the digits' value; a leading zero makes a whole number octal, as in C."""
    if found["hex"]:
        return float(int(found["hex"], 16))
    digits = found["decimal"]
    if whole and digits.isdigit() and digits.startswith("0"):
        return float(int(digits, 8)) if not set(digits) & {"8", "9"} else None
    return float(digits)


def _to_base(number: float, unit: str, base: str, units: dict[str, int]) -> float:
    """Convert to the base unit; a fraction is rounded to the next smaller unit first."""
    names = list(units)
    smaller = names[names.index(unit) + 1 :][:1]
    amount = number * units[unit]
    if smaller:
        amount = _rint(amount / units[smaller[0]]) * units[smaller[0]]
    return amount / _BASE_UNITS[base]


def _rint(number: float) -> float:
    """Round half to even, as C does; infinity stays."""
    return float(round(number)) if math.isfinite(number) else number


def _parse_integer(setting: Setting, name: str, text: str) -> int:
    number = _rint(_scan(setting, name, text, whole=True))
    if not -_INT_MAX - 1 <= number <= _INT_MAX:
        raise invalid_value(name, text, hint="Value exceeds integer range.")
    value = int(number)
    if not setting.low <= value <= setting.high:
        raise _out_of_range(
            setting, name, str(value), f"{int(setting.low)} .. {int(setting.high)}"
        )
    return value


def _parse_real(setting: Setting, name: str, text: str) -> float:
    value = _scan(setting, name, text, whole=False)
    if not setting.low <= value <= setting.high:
        raise _out_of_range(setting, name, _g(value), f"{_g(setting.low)} .. {_g(setting.high)}")
    return value


def _out_of_range(setting: Setting, name: str, shown: str, span: str) -> PgError:
    unit = f" {setting.unit}" if setting.unit else ""
    return PgError(
        f'{shown}{unit} is outside the valid range for parameter "{name}" ({span})',
        sqlstate="22023",
    )


def _with_unit(setting: Setting, value: float) -> str:
    """Print in the largest unit that divides the value."""
    base = _BASE_UNITS[setting.unit]
    units = _MEMORY_UNITS if setting.unit.endswith("B") else _TIME_UNITS
    for name, size in units.items():
        amount = value * base / size
        if isinstance(value, int):
            if size <= base or (value * base) % size == 0:
                return f"{int(_rint(amount))}{name}"
        elif abs(_rint(amount) / amount - 1) <= 1e-8:
            return f"{_g(amount)}{name}"
    return f"{_g(value)}{setting.unit}"


def _g(number: float) -> str:
    """Print as C's ``%g``."""
    return f"{number:g}"


DEFAULTS: Mapping[str, Value] = {
    row.name: parse_value(row, row.name, row.default) for row in SETTINGS.values()
}


def layered(layer: Mapping[str, Value], key: str) -> Value:
    """Return a layer's value, or the default; a setting of the client's own begins empty."""
    return layer[key] if key in layer else DEFAULTS.get(key, "")
