"""Settings, addresses, the two database roles, and what a start refuses."""
