"""The inner loops of row encoding, compiled by numba, run without the GIL.

Every kernel works on plain addresses: Arrow's buffers are read where DuckDB left them and fields
are written where they will be sent from. One call encodes a batch, so Python's price is paid once.

Reading order: ``memory`` (loads and stores), ``layout`` (what a column's descriptor holds),
``digits``, then one file per family that writes *fields* (four bytes of length, then the value)
into fixed slots, and ``frame``, which joins fields to DataRow messages.

A kernel is compiled once and kept on disk. Numba looks at the age of one source file only, so a
change in ``digits`` would leave a stale ``frame`` behind; ``compiler`` therefore names the cache
directory by a hash of all of them.
"""
