"""Stages compiled before they are needed, when this machine has none of them yet."""
