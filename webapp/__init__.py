"""The mini-app's face: HTTP in, JSON out. Never imports aiogram, which costs 3 s and 170 MB."""
