"""Remembering what was worked out of a text, where the text is short.

What clients send may be a hundred megabytes long; a cache that counts entries would keep it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

R = TypeVar("R")

LONGEST = 200  # characters of a text that is remembered


def remembered(most: int) -> Callable[[Callable[[str], R]], Callable[[str], R]]:
    """Return a decorator that remembers a function's results for short texts.

    Args:
        most: How many are remembered.
    """

    def decorate(function: Callable[[str], R]) -> Callable[[str], R]:
        known = lru_cache(maxsize=most)(function)

        @wraps(function)
        def call(text: str) -> R:
            return known(text) if len(text) <= LONGEST else function(text)

        return call

    return decorate
