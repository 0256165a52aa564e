"""Statements on the system catalog: its relations, functions and types, in DuckDB's words.

The first thing done with the tree of a statement that names any of them, before the rules of
``sql.rules``, which know no types. Every expression gets PostgreSQL's type as far as it is known
(``expressions``), from the columns of the relations (``catalog.columns``) through scopes
(``queries``); where DuckDB has another type, the tree is changed (``conversions``).
"""
