"""Starting and stopping the servers that are compared."""
