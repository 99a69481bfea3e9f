"""Keep what was corrected of a report: before and after, only added to.

Revision: 0021
After: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FIELDS = "'title', 'what_happened', 'prompt', 'output', 'affected_people', 'occurred_at', 'detected_how', 'sources'"
ADDED = "corrections of a report are only added to: correct it again"
SQLITE = {
    "report_correction_no_update": f"BEFORE UPDATE ON report_correction BEGIN SELECT RAISE(ABORT, '{ADDED}'); END",
    "report_correction_no_delete": f"BEFORE DELETE ON report_correction BEGIN SELECT RAISE(ABORT, '{ADDED}'); END",
    # REPLACE deletes the row that is in its way without asking the trigger above.
    "report_correction_no_replace": f"""BEFORE INSERT ON report_correction WHEN EXISTS
        (SELECT 1 FROM report_correction WHERE id = NEW.id
         OR (incident_id = NEW.incident_id AND number = NEW.number AND field = NEW.field))
        BEGIN SELECT RAISE(ABORT, '{ADDED}'); END""",
}
POSTGRESQL = (
    f"""CREATE FUNCTION refuse_correction_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{ADDED}'; END $$""",
    """CREATE TRIGGER report_correction_no_change BEFORE UPDATE OR DELETE ON report_correction
        FOR EACH ROW EXECUTE FUNCTION refuse_correction_change()""",
    """CREATE TRIGGER report_correction_no_truncate BEFORE TRUNCATE ON report_correction
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_correction_change()""",
)


def upgrade() -> None:
    """Make the table and its guards."""
    op.create_table(
        "report_correction",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"field IN ({FIELDS})", name="field"),
        sa.CheckConstraint("before <> after", name="changes_something"),
        sa.UniqueConstraint("incident_id", "number", "field"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for name, body in SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {body}")
    else:
        for statement in POSTGRESQL:
            op.execute(statement)


def downgrade() -> None:
    """Take it away. What reports said before they were corrected is forgotten."""
    op.drop_table("report_correction")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_correction_change()")
