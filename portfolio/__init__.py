"""A member's miners, income, net per day, overview and export."""
