"""Reading the roster: what pages show, a module a subject. Each answer costs the same however large the organisation is."""
