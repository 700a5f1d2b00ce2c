"""The kinds of agents: one file a kind, its state declared once."""
