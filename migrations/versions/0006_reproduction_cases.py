"""Keep reproduction cases, their runs and results, and the endpoints that can be asked.

Revision: 0006
After: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CHECKS = "'person', 'contains', 'not_contains', 'regex', 'not_regex', 'equals'"


def upgrade() -> None:
    """Make the four tables."""
    _cases()
    _endpoints()
    _runs()
    _results()


def downgrade() -> None:
    """Take them away."""
    for table in ("case_result", "case_run", "model_endpoint", "reproduction_case"):
        op.drop_table(table)


def _cases() -> None:
    op.create_table(
        "reproduction_case",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("context", sa.Text, nullable=False),
        sa.Column("observed", sa.Text, nullable=False),
        sa.Column("expected", sa.Text, nullable=False),
        sa.Column("check_kind", sa.String(40), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("added_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_aside_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("set_aside_at", sa.DateTime(timezone=True)),
        sa.Column("set_aside_reason", sa.Text, nullable=False),
        sa.UniqueConstraint("incident_id", "number"),
        sa.CheckConstraint(f"check_kind IN ({CHECKS})", name="check_kind"),
        sa.CheckConstraint("(check_kind = 'person') = (value = '')", name="a_check_has_a_value"),
        sa.CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_by_id IS NULL) AND (set_aside_at IS NULL OR set_aside_reason <> '')",
            name="set_aside_by_somebody",
        ),
    )


def _endpoints() -> None:
    op.create_table(
        "model_endpoint",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("system_id", sa.Integer, sa.ForeignKey("system.id"), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("base_url", sa.String(500), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("key_variable", sa.String(120), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.UniqueConstraint("system_id", "name"),
    )


def _runs() -> None:
    op.create_table(
        "case_run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("version", sa.String(120), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("endpoint_id", sa.Integer, sa.ForeignKey("model_endpoint.id")),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("started_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("purpose IN ('before', 'after')", name="purpose"),
        sa.CheckConstraint("source IN ('hand', 'endpoint')", name="source"),
        sa.CheckConstraint("state IN ('open', 'waiting', 'running', 'done', 'failed')", name="state"),
        sa.CheckConstraint("(source = 'endpoint') = (endpoint_id IS NOT NULL)", name="an_endpoint_is_asked"),
        sa.CheckConstraint("(source = 'hand') = (state = 'open')", name="by_hand_stays_open"),
    )
    op.create_index("ix_case_run_incident", "case_run", ["incident_id", "id"])


def _results() -> None:
    op.create_table(
        "case_result",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("case_run.id"), nullable=False),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("reproduction_case.id"), nullable=False),
        sa.Column("output", sa.Text, nullable=False),
        sa.Column("given_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked", sa.String(40)),
        sa.Column("judged", sa.String(40)),
        sa.Column("judged_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("judged_at", sa.DateTime(timezone=True)),
        sa.Column("judged_note", sa.Text, nullable=False),
        sa.UniqueConstraint("run_id", "case_id"),
        sa.CheckConstraint("checked IN ('pass', 'fail')", name="checked"),
        sa.CheckConstraint("judged IN ('pass', 'fail')", name="judged"),
        sa.CheckConstraint(
            "(judged IS NULL) = (judged_by_id IS NULL) AND (judged IS NULL) = (judged_at IS NULL)",
            name="judged_by_somebody",
        ),
    )
    op.create_index("ix_case_result_case_id", "case_result", ["case_id"])
