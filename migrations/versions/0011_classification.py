"""Keep the terms that classify an incident.

Revision: 0011
After: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of terms, indexed from both sides."""
    op.create_table(
        "incident_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("taxonomy", sa.String(length=60), nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_term_incident_id")),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["person.id"], name=op.f("fk_incident_term_chosen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_term")),
        sa.UniqueConstraint("incident_id", "taxonomy", "term", name=op.f("uq_incident_term_incident_id_taxonomy_term")),
    )
    op.create_index("ix_incident_term_term", "incident_term", ["taxonomy", "term", "incident_id"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_table("incident_term")
