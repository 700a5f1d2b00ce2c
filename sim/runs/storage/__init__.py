"""Runs on disk: what is stored of each, by whom, found again, checked and merged."""
