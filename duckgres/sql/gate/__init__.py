"""What a statement names that not every user may reach; see ``judge``."""
