"""Keep overrides, which cross a line on purpose, and notices, which tell a person once.

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

GATES = "'evidence_hold', 'reproduction', 'confirmation', 'agreement', 'readiness'"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "override",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("gate", sa.String(40), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(f"gate IN ({GATES})", name="gate"),
        sa.CheckConstraint("department IN ('ai', 'it')", name="department"),
        sa.CheckConstraint("(acknowledged_by_id IS NULL) = (acknowledged_at IS NULL)", name="acknowledged_by_somebody"),
        sa.CheckConstraint("acknowledged_by_id IS NULL OR acknowledged_by_id <> by_id", name="two_people"),
    )
    op.create_index("ix_override_incident", "override", ["incident_id", "id"])
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("person_id", "key"),
    )
    op.create_index("ix_notice_person", "notice", ["person_id", "id"])
    op.create_index("ix_notice_incident_id", "notice", ["incident_id"])


def downgrade() -> None:
    """Take both away."""
    op.drop_table("notice")
    op.drop_table("override")
