"""What the open internet, clumsy clients and broken parts do to a running server."""
