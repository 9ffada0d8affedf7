"""Orders: what a member buys, how it was paid, and what became of it. PostgreSQL is the truth."""
