"""Loops of propose, run, analyse, stop: solving start values, calibration, search."""
