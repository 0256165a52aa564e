"""to_char, to_date, to_timestamp and to_number: PostgreSQL's template patterns.

Source: PostgreSQL 16, ``utils/adt/formatting.c``; manual, 9.8.
"""
