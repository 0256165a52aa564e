"""A message is its fields: a class with annotations is enough to decode and encode it.

``decode`` here is the slow and exact reading, and the one that words the errors. The few messages
of the hot path have a faster reading besides (``frontend``), which gives up to this one whenever
anything is unusual.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform, get_type_hints

from duckgres.errors import ProtocolViolation
from duckgres.wire.layout import INT32, Kind

M = TypeVar("M", bound="Message")


class Message:
    """What all messages have in common; subclasses are made by ``message``."""

    __slots__ = ()

    TYPE: ClassVar[int]  # the type byte, as a number
    PREFIX: ClassVar[bytes] = (
        b""  # constant bytes before the fields: the code of an authentication request
    )
    EXACT: ClassVar[bool] = True  # whether bytes behind the last field are refused
    LAYOUT: ClassVar[
        tuple[tuple[str, Kind[Any]], ...]
    ] = ()  # Any: each kind has its own value type

    @classmethod
    def decode(cls, payload: bytes) -> Self:
        """Return the message whose bytes behind type and length are ``payload``.

        Raises:
            ProtocolViolation: The payload is not what the layout says.
        """
        at = len(cls.PREFIX)
        values = []
        for _, kind in cls.LAYOUT:
            value, at = kind.read(payload, at)
            values.append(value)
        if cls.EXACT and at != len(payload):
            raise ProtocolViolation("invalid message format")
        return cls(*values)

    def encode(self) -> bytes:
        """Return the whole message: type, length, fields."""
        out = bytearray((self.TYPE, 0, 0, 0, 0))
        out += self.PREFIX
        for name, kind in self.LAYOUT:
            kind.append(out, getattr(self, name))
        INT32.pack_into(out, 1, len(out) - 1)  # the length counts itself, not the type
        return bytes(out)


@dataclass_transform()
def message(
    type_byte: bytes, *, prefix: bytes = b"", exact: bool = True
) -> Callable[[type[M]], type[M]]:
    """Make a message of a class whose annotations name kinds from ``layout``, in wire order.

    Args:
        type_byte: The message's type.
        prefix: Constant bytes before the first field.
        exact: ``False`` where PostgreSQL does not look behind the last field.
    """

    def make(cls: type[M]) -> type[M]:
        made = dataclass(slots=True)(cls)
        made.TYPE = type_byte[0]
        made.PREFIX = prefix
        made.EXACT = exact
        hints = get_type_hints(made, include_extras=True)
        made.LAYOUT = tuple((name, hints[name].__metadata__[0]) for name in made.__annotations__)
        return made

    return make
