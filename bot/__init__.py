"""The chat: commands in, messages out, for the aiogram bot."""
