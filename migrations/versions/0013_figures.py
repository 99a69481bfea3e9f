"""Keep costs and quarterly reports.

Revision: 0013
After: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CAUSES = (
    "'data', 'model_limits', 'drift', 'testing_gap', 'design_or_specification', 'integration_and_tooling', "
    "'adversarial', 'oversight_failure', 'change_management', 'use_outside_intended_purpose', 'organisational'"
)
ADDED = "costs are only added to: correct an entry by another one"
SQLITE = {
    "cost_entry_no_update": f"BEFORE UPDATE ON cost_entry BEGIN SELECT RAISE(ABORT, '{ADDED}'); END",
    "cost_entry_no_delete": f"BEFORE DELETE ON cost_entry BEGIN SELECT RAISE(ABORT, '{ADDED}'); END",
}
POSTGRESQL = (
    f"""CREATE FUNCTION refuse_cost_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{ADDED}'; END $$""",
    """CREATE TRIGGER cost_entry_no_change BEFORE UPDATE OR DELETE ON cost_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_cost_change()""",
)


def upgrade() -> None:
    """Make both tables, give the organisation a currency, and let a failure be silent."""
    op.add_column("organisation", sa.Column("currency", sa.String(3), nullable=False, server_default="EUR"))
    _name_causes(f"{CAUSES}, 'failed_silently'")
    _make_costs()
    _make_quarters()


def _name_causes(words: str) -> None:
    with op.batch_alter_table("contributing_factor") as table:
        table.drop_constraint(op.f("ck_contributing_factor_cause_class"), type_="check")
        table.create_check_constraint(op.f("ck_contributing_factor_cause_class"), f"cause_class IN ({words})")


def _make_costs() -> None:
    op.create_table(
        "cost_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("hundredths", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("corrects_id", sa.Integer, sa.ForeignKey("cost_entry.id")),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("department IN ('ai', 'it')", name="department"),
        sa.CheckConstraint("minutes >= 0 AND hundredths >= 0", name="nothing_below_zero"),
        sa.CheckConstraint("corrects_id IS NOT NULL OR minutes > 0 OR hundredths > 0", name="says_something"),
        sa.UniqueConstraint("corrects_id"),
    )
    op.create_index("ix_cost_entry_incident", "cost_entry", ["incident_id", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for name, body in SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {body}")
    else:
        for statement in POSTGRESQL:
            op.execute(statement)


def _make_quarters() -> None:
    op.create_table(
        "quarter_report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("preliminary", sa.Boolean, nullable=False),
        sa.Column("requested_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("packet", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("percent", sa.Integer, nullable=False),
        sa.Column("step", sa.String(120), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("size", sa.Integer),
        sa.Column("sealed_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("quarter", "edition"),
        sa.CheckConstraint("(sha256 IS NULL) = (sealed_at IS NULL)", name="sealed_at_a_time"),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
    )


def downgrade() -> None:
    """Take it away. A factor that says «failed silently» becomes one of oversight."""
    op.drop_table("quarter_report")
    op.drop_table("cost_entry")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_cost_change()")
    op.execute("UPDATE contributing_factor SET cause_class = 'oversight_failure' WHERE cause_class = 'failed_silently'")
    _name_causes(CAUSES)
    op.drop_column("organisation", "currency")
