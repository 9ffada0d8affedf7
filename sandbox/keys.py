"""Credentials of the sandbox; public by design and valid only here."""

PARTNER_ID = "partner-123e4567-e89b-12d3-a456-426614174000"
API_KEY = "sandbox-api-key"
API_SECRET = "sandbox-api-secret"

BOT_TOKEN = "1234567890:SANDBOX-bot-token-not-a-secret-0001"
BOT_USERNAME = "gomining_sandbox_bot"

# Domains accepted in wallet proofs, besides any loopback address.
DOMAINS = ("app.example.com", "example.com")
