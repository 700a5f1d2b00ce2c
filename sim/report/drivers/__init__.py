"""Drivers: what brings an effect, clause by clause, and where it turns."""
