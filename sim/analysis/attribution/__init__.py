"""Attribution: what each clause contributes to an effect, from a design of clauses on and off."""
