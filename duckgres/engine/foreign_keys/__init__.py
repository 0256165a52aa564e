"""Foreign keys, which the server keeps itself; docs/decisions/0014-foreign-keys.md says why.

What they are is in ``key``, where they stand in ``known``; ``guard`` looks at what a session
writes, with the help of ``keys`` (values), ``checks`` (queries) and ``locks`` (other sessions).
"""
