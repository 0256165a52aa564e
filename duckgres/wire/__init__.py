"""Bytes to messages and back: PostgreSQL's frontend/backend protocol 3.0 and 3.2, without any I/O.

Reading order: ``layout`` (kinds of fields), ``message`` (a message is its fields), ``frontend``
and ``backend`` (all messages), ``startup`` (the packets before the first message), ``state``
(which message is allowed when), ``framer`` (stream to messages), ``trace`` (a line per message).
Source: PostgreSQL manual, chapter 55, and answers recorded from PostgreSQL 15, 16 and 18 where
the manual is silent.
"""
