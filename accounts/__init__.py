"""Who the user is: TON wallet login, sessions, the member, preferences, erasure."""
