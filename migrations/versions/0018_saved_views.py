"""Sort the queue by report and by severity, and keep views of it.

Revision: 0018
After: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

RANK = "CASE severity WHEN 'sev-1' THEN 0 WHEN 'sev-2' THEN 1 WHEN 'sev-3' THEN 2 WHEN 'sev-4' THEN 3 WHEN 'issue' THEN 4 ELSE 5 END"


def upgrade() -> None:
    """Give each incident the rank of its severity, which sorts as its word does not."""
    op.add_column("incident", sa.Column("severity_rank", sa.SmallInteger, nullable=False, server_default="5"))
    op.execute(f"UPDATE incident SET severity_rank = {RANK}")
    op.create_index("ix_incident_severity_rank", "incident", ["severity_rank", "id"])
    op.create_index("ix_incident_reported", "incident", ["reported_at", "id"])
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("audience IN ('private', 'ours', 'everybody')", name=op.f("ck_saved_view_audience")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )
    op.create_index("ix_saved_view_audience", "saved_view", ["audience", "person_id"])


def downgrade() -> None:
    """Take both away."""
    op.drop_table("saved_view")
    op.drop_index("ix_incident_reported", "incident")
    op.drop_index("ix_incident_severity_rank", "incident")
    op.drop_column("incident", "severity_rank")
