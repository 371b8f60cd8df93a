"""Which periods a scheme settles, how they are named, and which is the current one. Opening and sealing come with the ledger."""
