"""Keep guidance bulletins and their acknowledgements.

Revision: 0014
After: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TO_PEOPLE = ("written_by_id", "published_by_id", "withdrawn_by_id")


def upgrade() -> None:
    """Make the three tables of guidance."""
    _bulletin()
    op.create_table(
        "bulletin_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_unit_bulletin_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_bulletin_unit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_unit")),
        sa.UniqueConstraint("bulletin_id", "unit_id", name=op.f("uq_bulletin_unit_bulletin_id_unit_id")),
    )
    op.create_index(op.f("ix_bulletin_unit_unit_id"), "bulletin_unit", ["unit_id"], unique=False)
    _acknowledgement()


def downgrade() -> None:
    """Take them away."""
    op.drop_table("bulletin_acknowledgement")
    op.drop_table("bulletin_unit")
    op.drop_table("bulletin")


def _bulletin() -> None:
    follows = sa.text("state <> 'withdrawn'")
    people = [sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_bulletin_{name}")) for name in TO_PEOPLE]
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'superseded', 'withdrawn')", name=op.f("ck_bulletin_state")
        ),
        sa.CheckConstraint(
            "state NOT IN ('published', 'superseded') OR published_at IS NOT NULL",
            name=op.f("ck_bulletin_published_has_a_time"),
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_bulletin_withdrawn_has_a_time")
        ),
        *people,
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_bulletin_system_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_bulletin_task_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["bulletin.id"], name=op.f("fk_bulletin_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
    )
    op.create_index("ix_bulletin_state", "bulletin", ["state", "id"], unique=False)
    op.create_index(op.f("ix_bulletin_system_id"), "bulletin", ["system_id"], unique=False)
    op.create_index(op.f("ix_bulletin_task_id"), "bulletin", ["task_id"], unique=False)
    op.create_index(
        "uq_bulletin_supersedes",
        "bulletin",
        ["supersedes_id"],
        unique=True,
        sqlite_where=follows,
        postgresql_where=follows,
    )


def _acknowledgement() -> None:
    op.create_table(
        "bulletin_acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_acknowledgement_bulletin_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_bulletin_acknowledgement_unit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bulletin_acknowledgement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_acknowledgement")),
        sa.UniqueConstraint("bulletin_id", "unit_id", name=op.f("uq_bulletin_acknowledgement_bulletin_id_unit_id")),
    )
    op.create_index(op.f("ix_bulletin_acknowledgement_unit_id"), "bulletin_acknowledgement", ["unit_id"], unique=False)
