"""Messages to Telegram: built from screens, sent within the rate limits."""
