"""Agents, places and markets of the plain Mesa model that parksim is measured against."""
