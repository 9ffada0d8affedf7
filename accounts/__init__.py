"""What a Telegram user can do with a GoMining account. It has no face."""
