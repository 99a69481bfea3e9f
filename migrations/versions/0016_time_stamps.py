"""Know how long a report's signatures last, and which wait for a time-stamp.

Revision: 0016
After: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

LEVELS = "'PAdES B-B', 'PAdES B-T', 'PAdES B-LTA'"


def upgrade() -> None:
    """Every report of today has the server's own time. Whether signing waits is the organisation's choice."""
    op.add_column("organisation", sa.Column("signs_unstamped", sa.Boolean, nullable=False, server_default=sa.false()))
    with op.batch_alter_table("rendering") as table:
        table.add_column(sa.Column("level", sa.String(40), nullable=False, server_default="PAdES B-B"))
        table.add_column(sa.Column("to_stamp", sa.Boolean, nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("stamp_waits_since", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("stamp_tried_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("stamp_error", sa.Text, nullable=False, server_default=""))
        table.add_column(sa.Column("stamped_until", sa.DateTime(timezone=True)))
        table.create_check_constraint(op.f("ck_rendering_level"), f"level IN ({LEVELS})")
    op.create_index("ix_rendering_stamp_waits", "rendering", ["stamp_waits_since"])


def downgrade() -> None:
    """Forget both."""
    op.drop_index("ix_rendering_stamp_waits", "rendering")
    with op.batch_alter_table("rendering") as table:
        table.drop_constraint(op.f("ck_rendering_level"), type_="check")
        for column in ("stamped_until", "stamp_error", "stamp_tried_at", "stamp_waits_since", "to_stamp", "level"):
            table.drop_column(column)
    with op.batch_alter_table("organisation") as table:
        table.drop_column("signs_unstamped")
