"""The process: listening, TLS, limits, start and end.

It does not know SQL, results or what a session does with a message.
"""
