"""The version of the database that this code needs: the newest of `storage/migrations/versions`."""

HEAD = "0002"


class DatabaseError(Exception):
    """PostgreSQL cannot be used; the text says why and what helps."""


class DatabaseAwayError(Exception):
    """PostgreSQL does not answer now; what was asked may or may not have been done.

    It stands for psycopg's own errors where that is not loaded.
    """
