"""PostgreSQL's functions that need code: vectors in, a vector out.

Each subject has a file with a table ``FUNCTIONS``; ``registration`` makes them in an instance.
What they compute is a pure function of ``pgtypes``. Their names begin with ``_pg_``: only the
macros and rules of ours call them.
"""
