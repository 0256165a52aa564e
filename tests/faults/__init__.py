"""What must not shake the server, each against the real process."""
