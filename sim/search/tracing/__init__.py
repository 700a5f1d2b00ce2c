"""The same world twice: two models side by side, and from a difference back to its cause."""
