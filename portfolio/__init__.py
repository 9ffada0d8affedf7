"""What a member has and earns: the overview, the income history, its export."""
