"""Updates from Telegram: received by polling or webhook, claimed, queued per chat."""
