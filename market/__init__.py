"""What is the same for every user: rates, income per TH, incentives, the calculator."""
