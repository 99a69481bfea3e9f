"""Keep clocks, targets and the calendar.

Revision: 0008
After: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SEVERITIES = "'sev-1', 'sev-2', 'sev-3', 'sev-4', 'issue'"
MEASURES = (
    "'acknowledged_ai', 'acknowledged_it', 'contained', 'corrected', 'verified', 'closed', 'vendor_answer', "
    "'task', 'leadership'"
)
COUNTING = "'round_the_clock', 'working_hours'"


def upgrade() -> None:
    """Make the tables; give tasks a due time and incidents their next one; count unread notices cheaply."""
    _targets()
    _calendar()
    op.add_column("task", sa.Column("due_at", sa.DateTime(timezone=True)))
    op.add_column("task", sa.Column("due_counting", sa.String(40)))
    op.add_column("incident", sa.Column("next_due_at", sa.DateTime(timezone=True)))
    op.create_index("ix_incident_next_due", "incident", ["next_due_at", "id"])
    unread = sa.text("read_at IS NULL")
    op.create_index("ix_notice_unread", "notice", ["person_id"], sqlite_where=unread, postgresql_where=unread)
    _clocks()


def _targets() -> None:
    op.create_table(
        "target",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("severity", sa.String(40), nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("counting", sa.String(40), nullable=False),
        sa.Column("set_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("version", "severity", "measure"),
        sa.CheckConstraint(f"severity IN ({SEVERITIES})", name="severity"),
        sa.CheckConstraint(f"measure IN ({MEASURES})", name="measure"),
        sa.CheckConstraint(f"counting IN ({COUNTING})", name="counting"),
        sa.CheckConstraint("minutes > 0", name="takes_time"),
    )


def _calendar() -> None:
    op.create_table(
        "work_calendar",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("days", sa.String(7), nullable=False),
        sa.Column("opens", sa.Integer, nullable=False),
        sa.Column("closes", sa.Integer, nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("subdivision", sa.String(40), nullable=False),
        sa.CheckConstraint("id = 1", name="only_one"),
        sa.CheckConstraint("0 <= opens AND opens < closes AND closes <= 1440", name="ends_after_it_begins"),
    )
    op.create_table(
        "closed_day",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.UniqueConstraint("day"),
    )


def _clocks() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("department", sa.String(40)),
        sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id")),
        sa.Column("severity", sa.String(40), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("counting", sa.String(40), nullable=False),
        sa.Column("target_version", sa.Integer, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True)),
        sa.Column("stopped_at", sa.DateTime(timezone=True)),
        sa.Column("dropped", sa.Boolean, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("incident_id", "round", "key"),
        sa.CheckConstraint(f"measure IN ({MEASURES})", name="measure"),
        sa.CheckConstraint("department IN ('ai', 'it')", name="department"),
        sa.CheckConstraint(f"severity IN ({SEVERITIES})", name="severity"),
        sa.CheckConstraint(f"counting IN ({COUNTING})", name="counting"),
        sa.CheckConstraint("NOT dropped OR stopped_at IS NOT NULL", name="dropped_is_stopped"),
    )
    op.create_index("ix_clock_next", "clock", ["next_at"])
    op.create_index("ix_clock_task", "clock", ["task_id"])
    op.create_table(
        "clock_pause",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("clock_id", sa.Integer, sa.ForeignKey("clock.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("paused_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resumed_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("resumed_at", sa.DateTime(timezone=True)),
    )
    running = sa.text("resumed_at IS NULL")
    op.create_index("ix_clock_pause_clock_id", "clock_pause", ["clock_id"])
    op.create_index(
        "uq_clock_pause_open", "clock_pause", ["clock_id"], unique=True, sqlite_where=running, postgresql_where=running
    )
    op.create_table(
        "clock_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("clock_id", sa.Integer, sa.ForeignKey("clock.id"), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("clock_id", "step"),
        sa.CheckConstraint("step IN ('warned', 'breached', 'escalated')", name="step"),
    )


def downgrade() -> None:
    """Take it away."""
    for table in ("clock_step", "clock_pause", "clock"):
        op.drop_table(table)
    op.drop_index("ix_notice_unread", "notice")
    op.drop_index("ix_incident_next_due", "incident")
    op.drop_column("incident", "next_due_at")
    op.drop_column("task", "due_counting")
    op.drop_column("task", "due_at")
    for table in ("closed_day", "work_calendar", "target"):
        op.drop_table(table)
