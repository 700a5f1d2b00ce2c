"""Figures of what drives a result: factors, clauses, and where an effect turns."""
