"""Keep the freeze-before-fix checklist of an incident: its entries are only added.

Revision: 0005
After: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SEALED = "what is sealed is never changed"
ITEMS = (
    "'model_and_version', 'system_prompt', 'policy_and_guardrails', 'tool_scopes', 'retrieval_index', "
    "'configuration', 'traces'"
)


def upgrade() -> None:
    """Make the table and its guards."""
    op.create_table(
        "hold_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("evidence_id", sa.Integer, sa.ForeignKey("evidence.id")),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("supplied_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"item IN ({ITEMS})", name="item"),
        sa.CheckConstraint("state IN ('supplied', 'sealed', 'not_applicable')", name="state"),
        sa.CheckConstraint("note <> '' OR evidence_id IS NOT NULL", name="something_is_sealed"),
        sa.CheckConstraint("state <> 'not_applicable' OR note <> ''", name="absence_has_a_reason"),
    )
    op.create_index("ix_hold_entry_incident", "hold_entry", ["incident_id", "round", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER hold_entry_no_{verb.lower()} BEFORE {verb} ON hold_entry "
                f"BEGIN SELECT RAISE(ABORT, '{SEALED}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_hold_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{SEALED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER hold_entry_no_change BEFORE UPDATE OR DELETE ON hold_entry "
        "FOR EACH ROW EXECUTE FUNCTION refuse_hold_change()"
    )


def downgrade() -> None:
    """Take both away."""
    op.drop_table("hold_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_hold_change()")
