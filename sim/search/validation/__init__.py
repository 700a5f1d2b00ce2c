"""Validation: what facts of ventures, research and government, and registered events show."""
