"""Give the register its fields, readiness and change notices.

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXTS = (
    *("workflow", "users", "decider", "accountable", "quality_thresholds", "drift_thresholds"),
    *("may_read", "may_prepare", "may_stage", "may_change", "intervention", "failure_behaviour", "vendor_escalation"),
    *("platform", "access_scope", "residency", "rollback_plan", "kill_switch", "support_model", "maintenance"),
    "exit_plan",
)
AREAS = (
    "'intended_use', 'behaviour', 'harm', 'compliance', 'data_governance', 'human_oversight', 'failure', "
    "'vendor_risk', 'drift_watch', 'access', 'security', 'privacy', 'observability', 'integration', 'capacity', "
    "'rollback', 'kill_switch', 'support'"
)
BOUNDARIES = "'read', 'prepare', 'stage', 'change', 'advice', 'decision', 'intervention'"


def upgrade() -> None:
    """Widen the register; make the tables of readiness and change."""
    _widen_systems()
    _make_readiness()
    _make_changes()


def downgrade() -> None:
    """Take it all away. What the new fields said is lost; advising and acting come back as they were."""
    for table in (
        "crossed_boundary",
        "suspected_change",
        "change_review",
        "change_notice",
        "readiness_sign_off",
        "readiness_finding",
        "readiness",
        "system_statement",
    ):
        op.drop_table(table)
    op.add_column("system", sa.Column("acts", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute("UPDATE system SET acts = (authority = 'acts') WHERE authority IS NOT NULL")
    with op.batch_alter_table("system") as batch:
        batch.drop_constraint(op.f("ck_system_authority"), type_="check")
        batch.drop_index("ix_system_unit_id")
        for column in ("authority", "version", "registered_at", *TEXTS):
            batch.drop_column(column)
        batch.alter_column("acts", server_default=None)


def _widen_systems() -> None:
    op.add_column("system", sa.Column("authority", sa.String(40)))
    op.execute("UPDATE system SET authority = CASE WHEN acts THEN 'acts' ELSE 'advises' END")
    with op.batch_alter_table("system") as batch:
        batch.add_column(sa.Column("registered_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("version", sa.String(120), nullable=False, server_default=""))
        for column in TEXTS:
            batch.add_column(sa.Column(column, sa.Text, nullable=False, server_default=""))
        batch.create_check_constraint("authority", "authority IN ('advises', 'acts')")
        batch.create_index("ix_system_unit_id", ["unit_id"])
        batch.drop_column("acts")
    op.create_table(
        "system_statement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("system_id", sa.Integer, sa.ForeignKey("system.id"), nullable=False),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("system_id", "side"),
        sa.CheckConstraint("side IN ('business', 'ai', 'it')", name="side"),
    )


def _make_readiness() -> None:
    op.create_table(
        "readiness",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("system_id", sa.Integer, sa.ForeignKey("system.id"), nullable=False),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id")),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("opened_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.CheckConstraint("purpose IN ('first_use', 'return_to_service')", name="purpose"),
        sa.CheckConstraint("outcome IN ('open', 'ready', 'not_ready')", name="outcome"),
        sa.CheckConstraint(
            "(purpose = 'return_to_service') = (incident_id IS NOT NULL)", name="return_has_an_incident"
        ),
        sa.CheckConstraint("(outcome = 'open') = (ended_at IS NULL)", name="ended_has_a_time"),
    )
    op.create_index("ix_readiness_system", "readiness", ["system_id", "id"])
    op.create_index("ix_readiness_incident", "readiness", ["incident_id"])
    op.create_table(
        "readiness_finding",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("readiness_id", sa.Integer, sa.ForeignKey("readiness.id"), nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("verdict", sa.String(40)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("readiness_id", "area"),
        sa.CheckConstraint(f"area IN ({AREAS})", name="area"),
        sa.CheckConstraint("verdict IN ('met', 'not_met', 'not_applicable')", name="verdict"),
        sa.CheckConstraint("(verdict IS NULL) = (by_id IS NULL)", name="assessed_by_somebody"),
    )
    op.create_table(
        "readiness_sign_off",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("readiness_id", sa.Integer, sa.ForeignKey("readiness.id"), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("readiness_id", "department"),
        sa.UniqueConstraint("readiness_id", "person_id"),
        sa.CheckConstraint("department IN ('ai', 'it')", name="department"),
    )


def _make_changes() -> None:
    op.create_table(
        "change_notice",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("system_id", sa.Integer, sa.ForeignKey("system.id"), nullable=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("announced_on", sa.Date),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_from", sa.String(120), nullable=False),
        sa.Column("version_to", sa.String(120), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("noticed_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_reason", sa.Text, nullable=False),
        sa.CheckConstraint("origin IN ('vendor', 'own')", name="origin"),
        sa.CheckConstraint("part IN ('model', 'prompt', 'feature', 'data', 'infrastructure')", name="part"),
        sa.CheckConstraint("state IN ('open', 'reviewed', 'withdrawn')", name="state"),
    )
    op.create_index("ix_change_notice_system", "change_notice", ["system_id", "effective_at", "id"])
    op.create_index("ix_change_notice_state", "change_notice", ["state", "id"])
    op.create_table(
        "change_review",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("notice_id", sa.Integer, sa.ForeignKey("change_notice.id"), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("finding", sa.Text, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("notice_id", "department"),
        sa.UniqueConstraint("notice_id", "person_id"),
        sa.CheckConstraint("department IN ('ai', 'it')", name="department"),
    )
    op.create_table(
        "suspected_change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("notice_id", sa.Integer, sa.ForeignKey("change_notice.id"), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("incident_id", "notice_id"),
        sa.CheckConstraint("state IN ('suspected', 'confirmed', 'ruled_out', 'cleared')", name="state"),
    )
    op.create_index("ix_suspected_change_notice_id", "suspected_change", ["notice_id"])
    op.create_table(
        "crossed_boundary",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("boundary", sa.String(40), nullable=False),
        sa.Column("explanation", sa.Text, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("incident_id", "boundary"),
        sa.CheckConstraint(f"boundary IN ({BOUNDARIES})", name="boundary"),
    )
