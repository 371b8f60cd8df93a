"""Random schemes and worlds, settled by the engine and by the interpreter of tests/oracle: the two must agree everywhere."""
