"""The `biaochi` command: one module a family of sub-commands."""
