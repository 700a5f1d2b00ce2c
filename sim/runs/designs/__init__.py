"""Designs: which rows of factor values an experiment runs, one method a file."""
