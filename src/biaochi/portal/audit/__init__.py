"""Who did what, and who looked at what: one record for every write and every sensitive read, in the same transaction.

The lowest app: everything above writes here, so it knows people and objects by opaque ids alone.
"""
