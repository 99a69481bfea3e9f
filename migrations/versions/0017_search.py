"""Keep an index of everything that can be searched. What there is already is found by its title at once.

Revision: 0017
After: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SQLITE = (
    """CREATE VIRTUAL TABLE search_words USING fts5(reference, title, body, content='search_entry', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER search_entry_insert AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_words (rowid, reference, title, body)
        VALUES (new.id, new.reference, new.title, new.body); END""",
    """CREATE TRIGGER search_entry_delete AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_words (search_words, rowid, reference, title, body)
        VALUES ('delete', old.id, old.reference, old.title, old.body); END""",
    """CREATE TRIGGER search_entry_update AFTER UPDATE OF reference, title, body ON search_entry BEGIN
        INSERT INTO search_words (search_words, rowid, reference, title, body)
        VALUES ('delete', old.id, old.reference, old.title, old.body);
        INSERT INTO search_words (rowid, reference, title, body)
        VALUES (new.id, new.reference, new.title, new.body); END""",
)

SEPARATORS = (
    r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""  # those of ASCII, then quotation marks, the dots, the dashes and the bullet
    "\xab\xbb\u201c\u201d\u201e\u2018\u2019\u201a\u2026\xb7\u2013\u2014\u2022"
)
"""PostgreSQL takes names of files and addresses for one word; SQLite reads the words between these. Both shall."""

# The driver of PostgreSQL takes a single % for the beginning of a parameter.
APART = (
    "translate({}, $separators$"
    + SEPARATORS.replace("%", "%%").replace("{", "{{").replace("}", "}}")
    + f"$separators$, repeat(' ', {len(SEPARATORS)}))"
)

POSTGRESQL = (
    # English stems without a list of words to ignore: IT is a department here.
    "CREATE TEXT SEARCH DICTIONARY countersign_stem (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION countersign (COPY = english)",
    "ALTER TEXT SEARCH CONFIGURATION countersign ALTER MAPPING REPLACE english_stem WITH countersign_stem",
    f"""ALTER TABLE search_entry ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('countersign', {APART.format("reference || ' ' || title")}), 'A')
        || setweight(to_tsvector('countersign', {APART.format("body")}), 'D')) STORED""",
    "CREATE INDEX ix_search_entry_words ON search_entry USING gin (words)",
)

EXISTING = (
    "SELECT 'incident', id, id, 'AI-' || id, title, reported_at, '', true FROM incident",
    "SELECT 'task', id, incident_id, 'AI-' || incident_id, title, raised_at, '', true FROM task",
    "SELECT 'evidence', id, incident_id, 'AI-' || incident_id, name, added_at, '', true FROM evidence",
    """SELECT 'report', review.id, incident_id, 'AI-' || incident_id, title, published_at, '', true FROM review
        JOIN incident ON incident.id = incident_id AND incident.published_revision = review.revision
        WHERE review.state = 'published'""",
    "SELECT 'system', id, CAST(NULL AS INTEGER), '', name, registered_at, '', true FROM system",
)


def upgrade() -> None:
    """Make the index. The worker reads the texts of what there is already, some at a time."""
    _table()
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)
    for rows in EXISTING:
        op.execute(f"INSERT INTO search_entry (kind, thing_id, incident_id, reference, title, at, body, stale) {rows}")


def downgrade() -> None:
    """Forget it: everything in it stands elsewhere."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TEXT SEARCH CONFIGURATION countersign")
        op.execute("DROP TEXT SEARCH DICTIONARY countersign_stem")


def _table() -> None:
    stale = sa.text("stale")
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stale", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.CheckConstraint(
            "kind IN ('incident', 'task', 'evidence', 'report', 'system')", name=op.f("ck_search_entry_kind")
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_search_entry_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "thing_id", name=op.f("uq_search_entry_kind_thing_id")),
    )
    op.create_index("ix_search_entry_incident", "search_entry", ["incident_id", "kind"], unique=False)
    op.create_index("ix_search_entry_stale", "search_entry", ["id"], sqlite_where=stale, postgresql_where=stale)
