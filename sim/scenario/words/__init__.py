"""Scenarios in words of both languages."""
