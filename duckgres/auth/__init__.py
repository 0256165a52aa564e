"""Who is it? Login methods without sockets: bytes in, bytes out.

A mechanism is a generator: it yields the authentication request to send, is sent the client's answer
(the payload of its ``p`` message) and returns when the user is who he says; a refusal raises.
"""
