"""Let people choose how they are told, watch and mute incidents, and be mentioned.

Revision: 0020
After: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = (
    "'assigned', 'decision', 'mentioned', 'answered', 'due', 'breached', 'watched', 'published', 'guidance', "
    "'account', 'administration'"
)
MAIL = "'none', 'at_once', 'daily'"
ATTENTION = "'watching', 'stopped', 'muted'"
FOR_DIGEST = "mail = 'daily' AND digest_id IS NULL"

KIND_OF_A_KEY = """
    CASE
        WHEN key LIKE 'guidance\\:%' THEN 'guidance'
        WHEN key LIKE 'certificate\\:%' THEN 'account'
        WHEN key LIKE 'obligation\\:%\\:owner\\:%' THEN 'assigned'
        WHEN key LIKE '%\\:warned' OR key LIKE '%\\:warning\\:%' OR key LIKE 'action\\:%' THEN 'due'
        WHEN key LIKE 'clock\\:%' OR key LIKE '%\\:breach\\:%' THEN 'breached'
        ELSE 'decision'
    END
"""


def upgrade() -> None:
    """Notices get a kind, by what they were about. Whoever reported or acted on an incident so far watches it."""
    _tables()
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("kind", sa.String(40), nullable=False, server_default="decision"))
        table.add_column(sa.Column("shown", sa.Boolean, nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("mail", sa.String(40), nullable=False, server_default="none"))
        table.add_column(sa.Column("digest_id", sa.Integer))
        table.create_foreign_key(op.f("fk_notice_digest_id"), "digest", ["digest_id"], ["id"])
        table.create_check_constraint(op.f("ck_notice_kind"), f"kind IN ({KINDS})")
        table.create_check_constraint(op.f("ck_notice_mail"), f"mail IN ({MAIL})")
    op.execute(f"UPDATE notice SET kind = {KIND_OF_A_KEY}")
    with op.batch_alter_table("notice") as table:
        table.alter_column("kind", server_default=None, existing_type=sa.String(40), existing_nullable=False)
    op.create_index("ix_notice_digest_id", "notice", ["digest_id"])
    where = sa.text(FOR_DIGEST)
    op.create_index("ix_notice_for_digest", "notice", ["person_id"], sqlite_where=where, postgresql_where=where)
    # Not in a batch: triggers name this table, so that SQLite does not let it be made anew.
    op.add_column("person", sa.Column("digest_hour", sa.Integer, nullable=False, server_default="8"))
    _watch_what_they_worked_on()


def downgrade() -> None:
    """Take it all away. What people chose is forgotten."""
    op.drop_column("person", "digest_hour")
    op.drop_index("ix_notice_for_digest", "notice")
    op.drop_index("ix_notice_digest_id", "notice")
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(op.f("ck_notice_mail"), type_="check")
        table.drop_constraint(op.f("ck_notice_kind"), type_="check")
        table.drop_constraint(op.f("fk_notice_digest_id"), type_="foreignkey")
        for column in ("digest_id", "mail", "shown", "kind"):
            table.drop_column(column)
    for name in ("mention", "watch", "notice_choice", "digest"):
        op.drop_table(name)


def _tables() -> None:
    person = sa.ForeignKey("person.id")
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, person, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("person_id", "day"),
    )
    op.create_table(
        "notice_choice",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.Column("mail", sa.String(40), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        sa.CheckConstraint(f"mail IN ({MAIL})", name="mail"),
    )
    op.create_table(
        "watch",
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("attention", sa.String(40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"attention IN ({ATTENTION})", name="attention"),
    )
    op.create_index("ix_watch_person_id", "watch", ["person_id"])
    op.create_table(
        "mention",
        sa.Column("comment_id", sa.Integer, sa.ForeignKey("comment.id"), primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
    )
    op.create_index("ix_mention_person_id", "mention", ["person_id"])


def _watch_what_they_worked_on() -> None:
    op.execute(
        "INSERT INTO watch (incident_id, person_id, attention, since) "
        "SELECT incident_id, person_id, 'watching', CURRENT_TIMESTAMP FROM ("
        "SELECT id AS incident_id, reporter_id AS person_id FROM incident UNION "
        "SELECT c.incident_id, e.actor_id FROM audit_entry e JOIN audit_chain c ON c.id = e.chain_id "
        "WHERE c.incident_id IS NOT NULL AND e.actor_id IS NOT NULL) AS worked"
    )
