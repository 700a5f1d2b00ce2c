"""The policy as data: registers of clauses, levers, targets, events and assumptions."""
