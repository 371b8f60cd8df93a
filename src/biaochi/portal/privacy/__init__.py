"""Personal data: what is kept of a person and why, given out on request, corrected on request, erased when its time has come."""
