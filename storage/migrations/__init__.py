"""Migrations of the database, by alembic; `python -m storage.migrations` applies them.

They go forward only: what is known about money is not deleted by a command.
"""
