"""Loads, stores and the few machine instructions Python has no words for.

Addresses are int64. Nothing here checks a bound: the callers own room beyond each field
(``layout.SLACK``) so that a store may run over what is written next. No load may do so, for behind
an Arrow buffer there may be nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # it has no types
from numba import types
from numba.extending import intrinsic

from duckgres.rows.kernels.compiler import inner

# The machine's integers, told to the type checker as int. The two must not meet in one operation:
# numba makes a float of int64 + uint64.
int64 = cast(Callable[[Any], int], np.int64)
uint64 = cast(Callable[[Any], int], np.uint64)

_I64 = ir.IntType(64)


def _loader(bits: int, *, signed: bool) -> Callable[[int], int]:
    """Make the kernel function that loads ``bits`` at an unaligned address, widened to int64."""

    def load(
        typing: Any, address: Any
    ) -> Any:  # Any: numba's compiler objects have no public types
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            pointer = builder.inttoptr(args[0], ir.IntType(bits).as_pointer())
            value = builder.load(pointer)
            value.align = 1
            if bits == 64:
                return value
            return builder.sext(value, _I64) if signed else builder.zext(value, _I64)

        return types.int64(types.int64), generate

    return cast(Callable[[int], int], intrinsic(load))


def _storer(bits: int) -> Callable[[int, int], None]:
    """Make the kernel function that stores the low ``bits`` at an unaligned address."""

    def store(typing: Any, address: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            low = args[1] if bits == 64 else builder.trunc(args[1], ir.IntType(bits))
            pointer = builder.inttoptr(args[0], ir.IntType(bits).as_pointer())
            builder.store(low, pointer).align = 1
            return context.get_dummy_value()

        return types.void(types.int64, types.int64), generate

    return cast(Callable[[int, int], None], intrinsic(store))


load_i8 = _loader(8, signed=True)
load_i16 = _loader(16, signed=True)
load_i32 = _loader(32, signed=True)
load_u8 = _loader(8, signed=False)
load_u16 = _loader(16, signed=False)
load_u32 = _loader(32, signed=False)
load64 = _loader(64, signed=True)
store8 = _storer(8)
store16 = _storer(16)
store32 = _storer(32)
store64 = _storer(64)


@cast(Callable[[Any], Callable[[int, int], None]], intrinsic)
def copy16(typing: Any, target: Any, source: Any) -> Any:
    """Copy 16 bytes from ``source`` to ``target``."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = ir.VectorType(ir.IntType(8), 16).as_pointer()
        value = builder.load(builder.inttoptr(args[1], block))
        value.align = 1
        builder.store(value, builder.inttoptr(args[0], block)).align = 1
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), generate


@cast(Callable[[Any], Callable[[int, int, int, int], int]], intrinsic)
def find16(typing: Any, source: Any, first: Any, second: Any, below: Any) -> Any:
    """Return a bit for each of 16 bytes: is it one of two bytes, or below another?"""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = ir.VectorType(ir.IntType(8), 16)
        data = builder.load(builder.inttoptr(args[0], block.as_pointer()))
        data.align = 1

        def spread(value: Any) -> Any:
            one = builder.insert_element(
                ir.Constant(block, ir.Undefined),
                builder.trunc(value, ir.IntType(8)),
                ir.Constant(ir.IntType(32), 0),
            )
            zeros = ir.Constant(ir.VectorType(ir.IntType(32), 16), [0] * 16)
            return builder.shuffle_vector(one, ir.Constant(block, ir.Undefined), zeros)

        found = builder.or_(
            builder.icmp_unsigned("==", data, spread(args[1])),
            builder.icmp_unsigned("==", data, spread(args[2])),
        )
        found = builder.or_(found, builder.icmp_unsigned("<", data, spread(args[3])))
        return builder.zext(builder.bitcast(found, ir.IntType(16)), _I64)

    return types.int64(types.int64, types.int64, types.int64, types.int64), generate


@cast(Callable[[Any], Callable[[int], int]], intrinsic)
def swap32(typing: Any, value: Any) -> Any:
    """Reverse the low four bytes; the result is sign-extended."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.sext(builder.bswap(builder.trunc(args[0], ir.IntType(32))), _I64)

    return types.int64(types.int64), generate


@cast(Callable[[Any], Callable[[int], int]], intrinsic)
def swap64(typing: Any, value: Any) -> Any:
    """Reverse the eight bytes."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bswap(args[0])

    return types.int64(types.int64), generate


@cast(Callable[[Any], Callable[[int], int]], intrinsic)
def trailing_zeros(typing: Any, value: Any) -> Any:
    """Count the zero bits below the lowest one; 64 for zero."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.int64), generate


@cast(Callable[[Any], Callable[[int], int]], intrinsic)
def leading_zeros(typing: Any, value: Any) -> Any:
    """Count the zero bits above the highest one; 64 for zero."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ctlz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.int64), generate


@cast(Callable[[Any], Callable[[int], float]], intrinsic)
def as_double(typing: Any, bits: Any) -> Any:
    """Return the double that has these bits."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.int64), generate


def _float_storer(bits: int) -> Callable[[int, float], None]:
    """Make the kernel function that stores a double, or rounded to a float."""

    def store(typing: Any, address: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            kind = ir.DoubleType() if bits == 64 else ir.FloatType()
            stored = args[1] if bits == 64 else builder.fptrunc(args[1], kind)
            builder.store(stored, builder.inttoptr(args[0], kind.as_pointer())).align = 1
            return context.get_dummy_value()

        return types.void(types.int64, types.float64), generate

    return cast(Callable[[int, float], None], intrinsic(store))


store_double = _float_storer(64)
store_float = _float_storer(32)


@cast(Callable[[Any], Callable[[Any, Any], Any]], intrinsic)
def multiply_high(typing: Any, left: Any, right: Any) -> Any:
    """Return the upper 64 bits of the product of two uint64."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(builder.zext(args[0], wide), builder.zext(args[1], wide))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), _I64)

    return types.uint64(types.uint64, types.uint64), generate


_memchr = types.ExternalFunction("memchr", types.int64(types.int64, types.int32, types.int64))


@inner
def has_zero_byte(at: int, end: int) -> bool:
    """Tell whether a zero byte stands in ``at`` to ``end``; memchr looks at 32 bytes a cycle."""
    return end > at and bool(_memchr(at, 0, end - at) != 0)
