"""DuckDB's exceptions become PostgreSQL's errors, here and nowhere else.

``translate`` is the entrance; ``report`` takes an exception apart; ``rules`` is the table of what
DuckDB may say, from ``name_rules``, ``binder_rules``, ``value_rules`` and ``state_rules``;
``names``, ``values`` and ``objects`` build what a template cannot; ``statement_text`` and
``type_names`` are what they ask.
"""

from duckgres.engine.errors.translate import InstanceLost as InstanceLost
from duckgres.engine.errors.translate import to_pg_error as to_pg_error
