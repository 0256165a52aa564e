"""What the server tells its operator: log lines, without passwords and parameter values."""
