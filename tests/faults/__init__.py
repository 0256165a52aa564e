"""What the world does to the server: the real process, and faults that are real."""
