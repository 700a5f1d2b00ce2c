"""Engines: where runs are carried out. Each takes specs and yields receipts."""
