"""Keep what people say about a section of a review, and previews; know which autosaves were told.

Revision: 0019
After: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TOLD_BY = "fk_review_section_told_by_id"


def upgrade() -> None:
    """Every section so far was told with its last save."""
    with op.batch_alter_table("review_section") as table:
        table.add_column(sa.Column("told_by_id", sa.Integer()))
        table.add_column(sa.Column("told_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("untold_since", sa.DateTime(timezone=True)))
        table.create_foreign_key(op.f(TOLD_BY), "person", ["told_by_id"], ["id"])
    op.execute("UPDATE review_section SET told_by_id = updated_by_id, told_at = updated_at")
    op.create_index(op.f("ix_review_section_untold_since"), "review_section", ["untold_since"])
    _suggestions()
    _comments()
    _previews()


def downgrade() -> None:
    """Forget it."""
    op.drop_table("review_preview")
    op.drop_table("section_comment")
    op.drop_table("section_suggestion")
    op.drop_index(op.f("ix_review_section_untold_since"), "review_section")
    with op.batch_alter_table("review_section") as table:
        table.drop_constraint(op.f(TOLD_BY), type_="foreignkey")
        for column in ("untold_since", "told_at", "told_by_id"):
            table.drop_column(column)


def _suggestions() -> None:
    op.create_table(
        "section_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("word", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'withdrawn')", name=op.f("ck_section_suggestion_state")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (settled_at IS NULL)", name=op.f("ck_section_suggestion_settled_has_a_time")
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_section_suggestion_settled_by_somebody")
        ),
        sa.CheckConstraint(
            "state <> 'declined' OR word <> ''", name=op.f("ck_section_suggestion_declined_with_a_word")
        ),
        _to("section_suggestion", "section_id", "review_section"),
        _to("section_suggestion", "by_id", "person"),
        _to("section_suggestion", "settled_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_suggestion")),
    )
    op.create_index(op.f("ix_section_suggestion_section_id"), "section_suggestion", ["section_id"])
    kept = sa.text("kept AND state = 'open'")
    op.create_index(
        "uq_section_suggestion_kept",
        "section_suggestion",
        ["section_id", "by_id"],
        unique=True,
        sqlite_where=kept,
        postgresql_where=kept,
    )


def _comments() -> None:
    op.create_table(
        "section_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by_id IS NULL)", name=op.f("ck_section_comment_resolved_by_somebody")
        ),
        _to("section_comment", "section_id", "review_section"),
        _to("section_comment", "person_id", "person"),
        _to("section_comment", "resolved_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_comment")),
    )
    op.create_index(op.f("ix_section_comment_section_id"), "section_comment", ["section_id"])


def _previews() -> None:
    op.create_table(
        "review_preview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("packet", sa.Text(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("pdf_as_of", sa.DateTime(timezone=True), nullable=True),
        _to("review_preview", "review_id", "review"),
        _to("review_preview", "asked_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_preview")),
        sa.UniqueConstraint("review_id", name=op.f("uq_review_preview_review_id")),
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
