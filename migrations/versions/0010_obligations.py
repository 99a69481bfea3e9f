"""Keep reporting obligations and their assessment.

Revision: 0010
After: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DECIDED = (
    "(state = 'proposed') = (decided_by_id IS NULL)"
    " AND (decided_by_id IS NULL) = (decided_at IS NULL)"
    " AND (state = 'proposed' OR rationale <> '')"
)
TABLES = (
    "obligation_draft",
    "obligation_report",
    "obligation_stage",
    "obligation_trigger",
    "obligation",
    "obligation_answers",
)


def upgrade() -> None:
    """Make the six tables."""
    op.create_table(
        "obligation_answers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("catalogue", sa.String(10), nullable=False),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("incident_id", "version"),
    )
    op.create_table(
        "obligation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("regime", sa.String(40), nullable=False),
        sa.Column("variant", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("proposed", sa.Boolean, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("rationale", sa.Text, nullable=False),
        sa.Column("catalogue", sa.String(10), nullable=False),
        sa.Column("owner_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("decided_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("incident_id", "regime"),
        sa.CheckConstraint("state IN ('proposed', 'due', 'not_applicable', 'sent')", name="state"),
        sa.CheckConstraint(DECIDED, name="decided_by_somebody"),
        sa.CheckConstraint("state NOT IN ('due', 'sent') OR owner_id IS NOT NULL", name="due_has_an_owner"),
    )
    op.create_index("ix_obligation_owner_id", "obligation", ["owner_id"])
    op.create_table(
        "obligation_trigger",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("obligation_id", "key"),
    )
    op.create_table(
        "obligation_stage",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("warn_at", sa.DateTime(timezone=True)),
        sa.Column("since", sa.DateTime(timezone=True)),
        sa.Column("expected", sa.Boolean, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("optional", sa.Boolean, nullable=False),
        sa.Column("reminders", sa.Integer, nullable=False),
        sa.UniqueConstraint("obligation_id", "key"),
        sa.CheckConstraint("reminders IN (0, 1, 2)", name="reminders"),
    )
    op.create_index("ix_obligation_stage_open", "obligation_stage", ["open", "due_at"])
    _make_reports_and_drafts()


def _make_reports_and_drafts() -> None:
    op.create_table(
        "obligation_report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipient", sa.String(200), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("proof_id", sa.Integer, sa.ForeignKey("evidence.id")),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True)),
        sa.Column("retracted_reason", sa.Text, nullable=False),
        sa.CheckConstraint("(retracted_at IS NULL) = (retracted_reason = '')", name="retracted_with_a_reason"),
    )
    op.create_index("ix_obligation_report_obligation", "obligation_report", ["obligation_id", "id"])
    op.create_table(
        "obligation_draft",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("parts", sa.Text, nullable=False),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("obligation_id", "version"),
    )


def downgrade() -> None:
    """Take them away."""
    for table in TABLES:
        op.drop_table(table)
