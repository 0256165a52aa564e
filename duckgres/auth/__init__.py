"""Who may log in: the dialogues that prove a password, as generators without I/O.

It does not know sockets, the configuration's files or what a session is.
"""
