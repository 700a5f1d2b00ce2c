"""What drives a result, as tables to print."""
