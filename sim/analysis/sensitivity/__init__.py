"""What drives a result: indices of sensitivity of a stochastic model, one method a file."""
