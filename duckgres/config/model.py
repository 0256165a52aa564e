"""The configuration: its dataclasses and the one table of settings."""
