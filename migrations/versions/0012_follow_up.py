"""Keep what follows: actions, relations, confirmations and restrictions.

Revision: 0012
After: 0011
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATES = "'drafted', 'agreed', 'started', 'done', 'verified', 'dropped'"
ANSWERS = "'not_asked', 'asked', 'confirmed', 'refuted', 'lapsed', 'withdrawn'"
STANDING = sa.text("removed_at IS NULL")
NOT_LIFTED = sa.text("lifted_at IS NULL")


def upgrade() -> None:
    """Let actions live on, and make the other tables."""
    op.add_column("organisation", sa.Column("confirmation_days", sa.Integer, nullable=False, server_default="5"))
    op.add_column("incident", sa.Column("restricted", sa.Boolean, nullable=False, server_default=sa.false()))
    _stretch_actions()
    _make_relations()
    _make_confirmations()
    _make_restrictions()


def _person(name: str, nullable: bool = True) -> "sa.Column[Any]":
    return sa.Column(name, sa.Integer, sa.ForeignKey("person.id"), nullable=nullable)


def _incident(name: str = "incident_id") -> "sa.Column[Any]":
    return sa.Column(name, sa.Integer, sa.ForeignKey("incident.id"), nullable=False)


def _moment(name: str, nullable: bool = True) -> "sa.Column[Any]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _stretch_actions() -> None:
    op.create_table(
        "review_action",
        sa.Column("review_id", sa.Integer, sa.ForeignKey("review.id"), primary_key=True),
        sa.Column("action_id", sa.Integer, sa.ForeignKey("action.id"), primary_key=True),
    )
    op.create_index("ix_review_action_action_id", "review_action", ["action_id"])
    op.execute("INSERT INTO review_action (review_id, action_id) SELECT review_id, id FROM action")
    with op.batch_alter_table("action") as table:
        table.add_column(sa.Column("incident_id", sa.Integer))
        table.add_column(sa.Column("state", sa.String(40), nullable=False, server_default="drafted"))
        for name in ("agreed_at", "started_at", "done_at", "ended_at"):
            table.add_column(_moment(name))
        for name in ("done_by_id", "verified_by_id", "drop_proposed_by_id"):
            table.add_column(sa.Column(name, sa.Integer))
        for name in ("outcome", "finding", "drop_reason"):
            table.add_column(sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE action SET incident_id = (SELECT incident_id FROM review WHERE review.id = action.review_id)")
    op.execute(
        """UPDATE action SET state = 'agreed', agreed_at = (SELECT published_at FROM review WHERE id = review_id)
           WHERE EXISTS (SELECT 1 FROM review JOIN incident ON incident.id = review.incident_id
                         WHERE review.id = action.review_id AND review.revision = incident.published_revision)"""
    )
    with op.batch_alter_table("action") as table:
        table.alter_column("incident_id", existing_type=sa.Integer, nullable=False)
        table.create_foreign_key(op.f("fk_action_incident_id"), "incident", ["incident_id"], ["id"])
        for name in ("done_by_id", "verified_by_id", "drop_proposed_by_id"):
            table.create_foreign_key(op.f(f"fk_action_{name}"), "person", [name], ["id"])
        table.create_check_constraint(op.f("ck_action_state"), f"state IN ({STATES})")
        table.create_check_constraint(
            op.f("ck_action_done_by_somebody"), "state NOT IN ('done', 'verified') OR done_by_id IS NOT NULL"
        )
        table.create_check_constraint(
            op.f("ck_action_two_people"), "verified_by_id IS NULL OR verified_by_id <> done_by_id"
        )
        table.create_index("ix_action_state_due", ["state", "due_on", "id"])
        table.create_index("ix_action_incident", ["incident_id", "id"])
        table.create_index("ix_action_owner_state", ["owner_id", "state"])


def _make_relations() -> None:
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer, primary_key=True),
        _incident(),
        _incident("other_id"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("action_id", sa.Integer, sa.ForeignKey("action.id")),
        sa.Column("reason", sa.Text, nullable=False),
        _person("by_id", nullable=False),
        _moment("at", nullable=False),
        _person("removed_by_id"),
        _moment("removed_at"),
        sa.Column("removed_reason", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('duplicate_of', 'recurrence_of', 'related_to')", name="kind"),
        sa.CheckConstraint("incident_id <> other_id", name="not_of_itself"),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed_by_somebody"),
    )
    op.create_index(
        "uq_relation_standing",
        "relation",
        ["incident_id", "other_id", "kind"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_index("ix_relation_other", "relation", ["other_id", "id"])
    op.create_index("ix_relation_action_id", "relation", ["action_id"])


def _make_confirmations() -> None:
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer, primary_key=True),
        _incident(),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("unit_id", sa.Integer, sa.ForeignKey("unit.id")),
        sa.Column("state", sa.String(40), nullable=False),
        _moment("asked_at", nullable=False),
        _moment("due_at", nullable=False),
        _person("answered_by_id"),
        _moment("answered_at"),
        sa.Column("words", sa.Text, nullable=False),
        sa.CheckConstraint(f"state IN ({ANSWERS})", name="state"),
        sa.CheckConstraint(
            "state IN ('not_asked', 'withdrawn') OR unit_id IS NOT NULL", name="asked_where_there_is_a_unit"
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'refuted') OR answered_by_id IS NOT NULL", name="answered_by_somebody"
        ),
    )
    op.create_index("ix_confirmation_incident", "confirmation", ["incident_id", "id"])
    op.create_index("ix_confirmation_waiting", "confirmation", ["state", "due_at"])


def _make_restrictions() -> None:
    op.create_table(
        "named",
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        _person("by_id", nullable=False),
        _moment("at", nullable=False),
    )
    op.create_index("ix_named_person_id", "named", ["person_id"])
    op.create_table(
        "restriction",
        sa.Column("id", sa.Integer, primary_key=True),
        _incident(),
        sa.Column("reason", sa.Text, nullable=False),
        _person("by_id", nullable=False),
        _moment("at", nullable=False),
        _person("lifted_by_id"),
        _moment("lifted_at"),
        sa.Column("lifted_reason", sa.Text, nullable=False),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"),
    )
    op.create_index(
        "uq_restriction_standing",
        "restriction",
        ["incident_id"],
        unique=True,
        sqlite_where=NOT_LIFTED,
        postgresql_where=NOT_LIFTED,
    )


def downgrade() -> None:
    """Take it all away. Of an action, only what was drafted remains."""
    for table in ("restriction", "named", "confirmation", "relation", "review_action"):
        op.drop_table(table)
    with op.batch_alter_table("action") as table:
        for name in ("ix_action_state_due", "ix_action_incident", "ix_action_owner_state"):
            table.drop_index(name)
        for name in ("incident_id", "done_by_id", "verified_by_id", "drop_proposed_by_id"):
            table.drop_constraint(op.f(f"fk_action_{name}"), type_="foreignkey")
        for name in ("ck_action_state", "ck_action_done_by_somebody", "ck_action_two_people"):
            table.drop_constraint(op.f(name), type_="check")
        for name in ("incident_id", "state", "agreed_at", "started_at", "done_at", "ended_at", "done_by_id"):
            table.drop_column(name)
        for name in ("verified_by_id", "drop_proposed_by_id", "outcome", "finding", "drop_reason"):
            table.drop_column(name)
    op.drop_column("incident", "restricted")
    op.drop_column("organisation", "confirmation_days")
