"""The portal's one bridge to the engine: rows out of the database, a settlement, results in files that pages read.

Nothing here adds points up.
"""
