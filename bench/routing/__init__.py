"""The price of routing: Redis processor time per transition, and how soon an offer reaches a console."""
