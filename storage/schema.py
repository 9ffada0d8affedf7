"""The version of the database that this code needs: the newest of `storage/migrations/versions`."""

HEAD = "0002"


class DatabaseError(Exception):
    """PostgreSQL cannot be used; the text says why and what helps."""
