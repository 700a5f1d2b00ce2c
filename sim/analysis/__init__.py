"""Analysis: what results say. Reads results, runs nothing."""
