"""JSON documents as PostgreSQL's json and jsonb functions see them; no DuckDB, no Arrow.

``value`` parses and writes jsonb's normal form, ``syntax`` says what is wrong with a text,
``edit`` and ``order`` are jsonb's operators, ``slices`` takes parts out of a text as they are
written there, and ``path`` with ``path_run`` is SQL/JSON's path language.
"""
