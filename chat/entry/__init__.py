"""How an anonymous teen comes in: tokens, tickets, proof of work, rates. Pure but for `door` and `spent`."""
