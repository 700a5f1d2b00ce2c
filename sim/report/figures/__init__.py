"""Figures of a result: one module each, the list of all in `sim.report.figures.catalogue`."""
