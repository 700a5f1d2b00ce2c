"""The stages of a quarter: one file a stage, its equations first, then the loop of each."""
