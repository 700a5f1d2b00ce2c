"""Figures of a city: its parks on a map and in a league, moves, networks, firms."""
