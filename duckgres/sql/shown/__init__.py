"""Expressions as PostgreSQL shows what it keeps: ``pg_get_expr``, ``pg_get_constraintdef`` & co.

PostgreSQL keeps a tree in which every operator and function has been chosen and every cast stands,
and writes it out in one normal form. So the types of columns must be known here, and operators are
chosen as PostgreSQL chooses them. Where a type is not known what stands there is written as it is,
without the casts PostgreSQL would show. Source: src/backend/utils/adt/ruleutils.c.
"""
