"""核算一份表: a table of facts settled with a scheme, looked at, kept under a name or discarded, never in the ledger."""
