"""The mini-app's HTTP API and page, on aiohttp. Imports no aiogram: it costs 3 s and 170 MB."""
