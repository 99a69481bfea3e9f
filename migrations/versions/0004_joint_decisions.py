"""Keep joint decisions, and who agreed to them. A control is enforced only by an agreed decision or an override.

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CONTROLS = "'feature_off', 'logging_raised', 'boundary_moved', 'return_to_service'"
STATES = "'proposed', 'agreed', 'overridden', 'enforced', 'sent_back', 'verified', 'lifting', 'lifted', 'declined', 'withdrawn'"
DEPARTMENTS = "'ai', 'it'"
PART_OWNERS = (
    "(owner = 'ai' AND part IN ('requirement', 'risk')) OR (owner = 'it' AND part IN ('constraint', 'way_back'))"
)

AGREED = "a joint decision is agreed by a lead of each department"
AGREER = "only a lead of the department agrees for it"
WRITER = "a part is written by people of the department that owns it"
STARTED = "a control is enforced only by an agreed joint decision or an override"

TWO = "(SELECT count(*) FROM agreement WHERE decision_id = NEW.id AND kind = 'control') < 2"
NO_LEAD = """NOT EXISTS (SELECT 1 FROM person
    WHERE id = NEW.person_id AND affiliation = NEW.department AND rank = 'lead')"""
NO_WRITER = """NEW.written_by_id IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM person WHERE id = NEW.written_by_id AND affiliation = NEW.owner)"""
NOT_ORDERED = """NEW.kind = 'control_enforcement' AND NEW.state = 'started' AND NOT EXISTS
    (SELECT 1 FROM enforcement e JOIN joint_decision d ON d.id = e.decision_id
     WHERE e.task_id = NEW.id AND d.state IN ('agreed', 'overridden', 'sent_back', 'lifting'))"""

GUARDS = (
    (
        "joint_decision_agreed",
        "joint_decision",
        "state",
        f"NEW.state IN ('agreed', 'sent_back', 'verified') AND {TWO}",
        AGREED,
    ),
    ("agreement_by_a_lead", "agreement", "person_id, department", NO_LEAD, AGREER),
    ("decision_part_writer", "decision_part", "written_by_id, owner", NO_WRITER, WRITER),
    ("task_enforcement", "task", "state, kind", NOT_ORDERED, STARTED),
)
"""Name, table, columns, the condition that is refused, and the sentence that refuses it."""


def upgrade() -> None:
    """Make the tables, and the triggers that hold the line for whoever comes round the code."""
    _make_decisions()
    _make_parts_and_agreements()
    op.create_table(
        "enforcement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("decision_id", sa.Integer, sa.ForeignKey("joint_decision.id"), nullable=False),
        sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id"), nullable=False, unique=True),
        sa.Column("lifts", sa.Boolean, nullable=False),
    )
    op.create_index("ix_enforcement_decision_id", "enforcement", ["decision_id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, columns, refused, because in GUARDS:
        if sqlite:
            for verb in ("INSERT", f"UPDATE OF {columns}"):
                op.execute(
                    f"CREATE TRIGGER {name}_{verb.split()[0].lower()} BEFORE {verb} ON {table}"
                    f" WHEN {refused} BEGIN SELECT RAISE(ABORT, '{because}'); END"
                )
        else:
            op.execute(
                f"CREATE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN IF {refused} THEN RAISE EXCEPTION '{because}'; END IF; RETURN NEW; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF {columns} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION refuse_{name}()"
            )


def downgrade() -> None:
    """Take them away."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, *_ in GUARDS:
        if sqlite:
            op.execute(f"DROP TRIGGER IF EXISTS {name}_insert")
            op.execute(f"DROP TRIGGER IF EXISTS {name}_update")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION refuse_{name}()")
    for table in ("enforcement", "agreement", "decision_part", "joint_decision"):
        op.drop_table(table)


def _make_decisions() -> None:
    op.create_table(
        "joint_decision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("control", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("proposed_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("proposed_for", sa.String(40), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("override_id", sa.Integer, sa.ForeignKey("override.id"), unique=True),
        sa.Column("enforced_at", sa.DateTime(timezone=True)),
        sa.Column("finding", sa.Text, nullable=False),
        sa.Column("verified_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("verified_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_reason", sa.Text, nullable=False),
        sa.CheckConstraint(f"control IN ({CONTROLS})", name="control"),
        sa.CheckConstraint(f"state IN ({STATES})", name="state"),
        sa.CheckConstraint(f"proposed_for IN ({DEPARTMENTS})", name="proposed_for"),
        sa.CheckConstraint("(verified_by_id IS NULL) = (verified_at IS NULL)", name="verified_by_somebody"),
        sa.CheckConstraint("(ended_by_id IS NULL) = (ended_at IS NULL)", name="ended_by_somebody"),
    )
    op.create_index("ix_joint_decision_incident", "joint_decision", ["incident_id", "id"])
    op.create_index("ix_joint_decision_state", "joint_decision", ["state", "id"])


def _make_parts_and_agreements() -> None:
    op.create_table(
        "decision_part",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("decision_id", sa.Integer, sa.ForeignKey("joint_decision.id"), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("written_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("written_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("decision_id", "part"),
        sa.CheckConstraint(PART_OWNERS, name="owner_follows_from_part"),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("decision_id", sa.Integer, sa.ForeignKey("joint_decision.id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("decision_id", "kind", "department"),
        sa.UniqueConstraint("decision_id", "kind", "person_id"),
        sa.CheckConstraint("kind IN ('control', 'lifting')", name="kind"),
        sa.CheckConstraint(f"department IN ({DEPARTMENTS})", name="department"),
    )
