"""What is measured: indicators, targets, accounts and records; reads the model, changes nothing."""
