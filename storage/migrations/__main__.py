"""`python -m storage.migrations`: bring the database of DATABASE_OWNER_URL to this code's version.

DATABASE_OWNER_URL names a role that owns the tables; without it DATABASE_URL is used.
"""

import os
import sys

from storage.migrations.runner import upgrade


def main() -> None:
    """Migrate, and say which version the database is of."""
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if not url:
        sys.exit("migrations: set DATABASE_OWNER_URL (or DATABASE_URL), e.g. postgresql://…")
    version = upgrade(url)
    sys.stdout.write(f"migrations: the database is of version {version}\n")


if __name__ == "__main__":
    main()
