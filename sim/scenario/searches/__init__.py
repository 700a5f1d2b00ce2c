"""Searches: files that say what is sampled and what is looked for."""
