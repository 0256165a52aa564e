"""PostgreSQL's regular expressions, written as RE2 reads them.

``syntax`` reads an advanced regular expression into a tree, ``charset`` has its sets of
characters, ``re2`` writes the tree, ``extent`` decides whether RE2 finds the same match where it
matters which one, ``translate`` is the entrance, and ``similar`` reads SIMILAR TO's patterns.
"""
