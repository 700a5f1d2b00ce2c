"""Runs: plan, keys, engines, the store and the results on disk. No statistics."""
