"""Migrations of the database, by alembic; `python -m storage.migrations` applies them."""
