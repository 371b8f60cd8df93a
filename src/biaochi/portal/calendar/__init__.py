"""Working days: the State Council's notices, a table of corrections on top, and deadlines that are only ever lengthened."""
