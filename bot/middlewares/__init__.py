"""Around every handler: who the user is, how often they may ask, and delivery of the answer."""
