"""The tables and functions of procrastinate, in which the jobs of the worker wait.

They are those of the pinned release. The revision that comes with a later release applies the
changes that it brings along (`procrastinate/sql/migrations`) to databases that exist already.
"""

from alembic import op
from procrastinate.schema import SchemaManager

from storage.migrations.versions.v0001_orders import APP_ROLE

revision = "0002"
down_revision = "0001"

_GRANTS = f"""
GRANT SELECT, INSERT, UPDATE, DELETE
  ON procrastinate_jobs, procrastinate_events, procrastinate_workers, procrastinate_periodic_defers
  TO {APP_ROLE};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};
"""


def upgrade() -> None:
    """Create what procrastinate needs, and let the role of the processes use it."""
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute(_GRANTS)
