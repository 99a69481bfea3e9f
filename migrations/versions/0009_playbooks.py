"""Keep playbooks.

Revision: 0009
After: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SEVERITIES = "'sev-1', 'sev-2', 'sev-3', 'sev-4', 'issue'"
KINDS = (
    "'configuration_change', 'data_adjustment', 'policy_update', 'vendor_escalation', 'behaviour_evaluation', "
    "'access_restriction', 'control_enforcement', 'system_isolation', 'rollback', 'evidence_preservation', "
    "'stability_and_restoration'"
)


def upgrade() -> None:
    """Make the tables of playbooks."""
    op.create_table(
        "playbook",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("system_id", sa.Integer, sa.ForeignKey("system.id")),
        sa.Column("severity_from", sa.String(40)),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.UniqueConstraint("name"),
        sa.CheckConstraint(f"severity_from IN ({SEVERITIES})", name="severity_from"),
    )
    op.create_table(
        "playbook_task",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("playbook_id", sa.Integer, sa.ForeignKey("playbook.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("minutes", sa.Integer),
        sa.Column("counting", sa.String(40), nullable=False),
        sa.UniqueConstraint("playbook_id", "position"),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        sa.CheckConstraint("counting IN ('round_the_clock', 'working_hours')", name="counting"),
        sa.CheckConstraint("kind <> 'control_enforcement'", name="no_control_without_a_decision"),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name="takes_time"),
    )
    op.create_table(
        "playbook_acceptance",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("playbook_id", sa.Integer, sa.ForeignKey("playbook.id"), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("tasks", sa.Integer, nullable=False),
        sa.Column("accepted_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("incident_id", "round", "playbook_id", "department"),
        sa.CheckConstraint("department IN ('ai', 'it')", name="department"),
    )
    op.create_index("ix_playbook_acceptance_playbook_id", "playbook_acceptance", ["playbook_id"])


def downgrade() -> None:
    """Take them away."""
    for table in ("playbook_acceptance", "playbook_task", "playbook"):
        op.drop_table(table)
