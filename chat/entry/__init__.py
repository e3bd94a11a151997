"""How an anonymous teen comes in: tokens, tickets, proof of work, rates. Pure but for `admission` and `blocks`."""
