"""Scenario files: strict reading, inheritance, and the law that they resolve to."""
