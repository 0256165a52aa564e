"""One client's session: login, the two query protocols, portals, transactions, settings."""
