"""What alembic runs for every command; the connection comes from `storage.migrations.runner`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None)
with context.begin_transaction():
    context.run_migrations()
