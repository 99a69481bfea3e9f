"""Keep how certificates end: revoked, locked, and in a list that the organisation signs.

Revision: 0015
After: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

REASONS = "'key_compromise', 'affiliation_changed', 'superseded', 'cessation_of_operation'"
CHECKS = {
    "ck_signing_identity_source": "source IN ('issued', 'imported')",
    "ck_signing_identity_revocation_reason": f"revocation_reason IN ({REASONS})",
    "ck_signing_identity_revoked_for_a_reason": "(revoked_at IS NULL) = (revocation_reason IS NULL)",
    "ck_signing_identity_failures": "failures >= 0",
}
COLUMNS = ("source", "revoked_at", "revocation_reason", "failures", "locked_until")


def upgrade() -> None:
    """Stretch the certificates and make the table of lists. Every certificate so far was issued here."""
    with op.batch_alter_table("signing_identity") as table:
        table.add_column(sa.Column("source", sa.String(40), nullable=False, server_default="issued"))
        table.add_column(sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("revocation_reason", sa.String(40), nullable=True))
        table.add_column(sa.Column("failures", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
        for name, condition in CHECKS.items():
            table.create_check_constraint(op.f(name), condition)
    op.create_table(
        "revocation_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.Column("this_update", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_update", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation_list")),
        sa.UniqueConstraint("number", name=op.f("uq_revocation_list_number")),
    )


def downgrade() -> None:
    """Take them away. What was revoked is forgotten."""
    op.drop_table("revocation_list")
    with op.batch_alter_table("signing_identity") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(name), type_="check")
        for name in COLUMNS:
            table.drop_column(name)
