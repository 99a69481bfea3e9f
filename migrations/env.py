"""Alembic's environment: one connection, one transaction for all revisions."""

import sqlalchemy as sa
from alembic import context

from incidents.models import Base

config = context.config


def run() -> None:
    """Run the migrations on the database that the caller names."""
    engine = sa.create_engine(config.attributes["url"], poolclass=sa.NullPool)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            render_as_batch=connection.dialect.name == "sqlite",
        )
        context.run_migrations()


run()
