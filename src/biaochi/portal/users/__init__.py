"""Accounts: who may sign in, with what, and when every session of theirs dies. Who somebody *is* stands in ``organisation``."""
