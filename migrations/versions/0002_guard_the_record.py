"""Guard the record: audit rows are only added, tasks go only to the owner's people, and nothing but the code decides.

Revision: 0002
After: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

AUDIT = "the audit trail is append-only"
TASK = "a task goes only to people of the department that owns it"

SQLITE = {
    "audit_entry_no_update": f"BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, '{AUDIT}'); END",
    "audit_entry_no_delete": f"BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, '{AUDIT}'); END",
    # REPLACE deletes the row that is in its way without asking the trigger above.
    "audit_entry_no_replace": f"""BEFORE INSERT ON audit_entry WHEN EXISTS
        (SELECT 1 FROM audit_entry
         WHERE id = NEW.id OR (chain_id = NEW.chain_id AND sequence = NEW.sequence))
        BEGIN SELECT RAISE(ABORT, '{AUDIT}'); END""",
    "task_assignee_insert": f"""BEFORE INSERT ON task WHEN NEW.assignee_id IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM person WHERE id = NEW.assignee_id AND affiliation = NEW.owner)
        BEGIN SELECT RAISE(ABORT, '{TASK}'); END""",
    "task_assignee_update": f"""BEFORE UPDATE OF assignee_id, owner ON task
        WHEN NEW.assignee_id IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM person WHERE id = NEW.assignee_id AND affiliation = NEW.owner)
        BEGIN SELECT RAISE(ABORT, '{TASK}'); END""",
}

POSTGRESQL = (
    f"""CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{AUDIT}'; END $$""",
    """CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()""",
    """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()""",
    f"""CREATE FUNCTION refuse_wrong_assignee() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.assignee_id IS NOT NULL AND NOT EXISTS
                (SELECT 1 FROM person WHERE id = NEW.assignee_id AND affiliation = NEW.owner)
            THEN RAISE EXCEPTION '{TASK}'; END IF;
            RETURN NEW;
        END $$""",
    """CREATE TRIGGER task_assignee BEFORE INSERT OR UPDATE OF assignee_id, owner ON task
        FOR EACH ROW EXECUTE FUNCTION refuse_wrong_assignee()""",
)


def upgrade() -> None:
    """Add the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        for name, body in SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {body}")
    else:
        for statement in POSTGRESQL:
            op.execute(statement)


def downgrade() -> None:
    """Remove them."""
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE:
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        op.execute("DROP TRIGGER task_assignee ON task")
        op.execute("DROP TRIGGER audit_entry_no_truncate ON audit_entry")
        op.execute("DROP TRIGGER audit_entry_no_change ON audit_entry")
        op.execute("DROP FUNCTION refuse_wrong_assignee()")
        op.execute("DROP FUNCTION refuse_audit_change()")
