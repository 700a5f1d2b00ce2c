"""What parksim costs, measured: speed, memory, and the price of an answer."""
