"""Make the tables

Revision: 0001
After: None
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("founded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_organisation_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["done_at", "given_up_at", "due_at"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("affiliation", sa.String(length=40), nullable=True),
        sa.Column("rank", sa.String(length=40), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(COALESCE(affiliation, '') = 'business') = (unit_id IS NOT NULL)",
            name=op.f("ck_person_unit_goes_with_business"),
        ),
        sa.CheckConstraint(
            "(COALESCE(affiliation, '') IN ('ai', 'it')) = (rank IS NOT NULL)",
            name=op.f("ck_person_rank_goes_with_department"),
        ),
        sa.CheckConstraint("affiliation IN ('business', 'ai', 'it', 'leadership')", name=op.f("ck_person_affiliation")),
        sa.CheckConstraint("rank IN ('member', 'lead')", name=op.f("ck_person_rank")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_person_fs_uniquifier")),
    )
    op.create_index(op.f("ix_person_unit_id"), "person", ["unit_id"], unique=False)
    op.create_table(
        "signing_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("pkcs12", sa.LargeBinary(), nullable=False),
        sa.Column("certificate_pem", sa.Text(), nullable=False),
        sa.Column("serial", sa.String(length=80), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signing_identity_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_identity")),
        sa.UniqueConstraint("serial", name=op.f("uq_signing_identity_serial")),
    )
    op.create_index(op.f("ix_signing_identity_person_id"), "signing_identity", ["person_id"], unique=False)
    op.create_index(
        "uq_signing_identity_current",
        "signing_identity",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "system",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("vendor", sa.String(length=120), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("acts", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("owner_for_value_id", sa.Integer(), nullable=True),
        sa.Column("owner_for_safety_id", sa.Integer(), nullable=True),
        sa.Column("owner_for_platform_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["owner_for_platform_id"], ["person.id"], name=op.f("fk_system_owner_for_platform_id")),
        sa.ForeignKeyConstraint(["owner_for_safety_id"], ["person.id"], name=op.f("fk_system_owner_for_safety_id")),
        sa.ForeignKeyConstraint(["owner_for_value_id"], ["person.id"], name=op.f("fk_system_owner_for_value_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_system_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system")),
        sa.UniqueConstraint("name", name=op.f("uq_system_name")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("what_happened", sa.Text(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=True),
        sa.Column("severity_hint", sa.String(length=40), nullable=True),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("affected_people", sa.Text(), nullable=False),
        sa.Column("detected_how", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("triage", sa.String(length=40), nullable=False),
        sa.Column("containment", sa.String(length=40), nullable=False),
        sa.Column("correction", sa.String(length=40), nullable=False),
        sa.Column("review_state", sa.String(length=40), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("published_revision", sa.Integer(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_ai_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_it_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "containment IN ('assessing', 'containing', 'contained', 'restored', 'not_needed')",
            name=op.f("ck_incident_containment"),
        ),
        sa.CheckConstraint(
            "correction IN ('assessing', 'correcting', 'corrected', 'verified', 'not_needed')",
            name=op.f("ck_incident_correction"),
        ),
        sa.CheckConstraint(
            "phase IN ('reported', 'responding', 'contained', 'resolved', 'in_review', 'closed')",
            name=op.f("ck_incident_phase"),
        ),
        sa.CheckConstraint(
            "review_state IN ('none', 'drafting', 'ready', 'signing', 'published', 'voided', 'waived')",
            name=op.f("ck_incident_review_state"),
        ),
        sa.CheckConstraint(
            "severity IN ('sev-1', 'sev-2', 'sev-3', 'sev-4', 'issue')", name=op.f("ck_incident_severity")
        ),
        sa.CheckConstraint("triage IN ('reported', 'accepted', 'declined')", name=op.f("ck_incident_triage")),
        sa.ForeignKeyConstraint(["reporter_id"], ["person.id"], name=op.f("fk_incident_reporter_id")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_incident_system_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_incident_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_phase", "incident", ["phase", "id"], unique=False)
    op.create_index(op.f("ix_incident_reporter_id"), "incident", ["reporter_id"], unique=False)
    op.create_index(op.f("ix_incident_system_id"), "incident", ["system_id"], unique=False)
    op.create_index("ix_incident_unit_phase", "incident", ["unit_id", "phase", "id"], unique=False)
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_audit_chain_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
        sa.UniqueConstraint("incident_id", name=op.f("uq_audit_chain_incident_id")),
        sa.UniqueConstraint("name", name=op.f("uq_audit_chain_name")),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_comment_incident_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_incident_id"), "comment", ["incident_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_evidence_added_by_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_evidence_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("incident_id", "name", "version", name=op.f("uq_evidence_incident_id_name_version")),
    )
    op.create_index(op.f("ix_evidence_incident_id"), "evidence", ["incident_id"], unique=False)
    op.create_index(op.f("ix_evidence_sha256"), "evidence", ["sha256"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("supersedes", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("packet", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('none', 'drafting', 'ready', 'signing', 'published', 'voided', 'waived')",
            name=op.f("ck_review_state"),
        ),
        sa.CheckConstraint("(frozen_at IS NULL) = (packet IS NULL)", name=op.f("ck_review_frozen_has_a_packet")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_review_incident_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_review_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("incident_id", "revision", name=op.f("uq_review_incident_id_revision")),
    )
    op.create_index("ix_review_published", "review", ["state", "published_at", "id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("assignee_department", sa.String(length=40), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(owner = 'ai' AND kind IN ('configuration_change', 'data_adjustment', 'policy_update', 'vendor_escalation', 'behaviour_evaluation')) OR (owner = 'it' AND kind IN ('access_restriction', 'control_enforcement', 'system_isolation', 'rollback', 'evidence_preservation', 'stability_and_restoration'))",
            name=op.f("ck_task_owner_follows_from_kind"),
        ),
        sa.CheckConstraint("state IN ('open', 'started', 'done', 'cancelled', 'waived')", name=op.f("ck_task_state")),
        sa.CheckConstraint(
            "(assignee_id IS NULL) = (assignee_department IS NULL) AND (assignee_department IS NULL OR assignee_department = owner)",
            name=op.f("ck_task_assignee_is_of_the_owner"),
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_task_assignee_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_task_incident_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["person.id"], name=op.f("fk_task_raised_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_assignee_state", "task", ["assignee_id", "state", "id"], unique=False)
    op.create_index("ix_task_incident", "task", ["incident_id", "id"], unique=False)
    op.create_index("ix_task_owner_state", "task", ["owner", "state", "id"], unique=False)
    op.create_table(
        "timeline_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lane", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.CheckConstraint("lane IN ('business', 'ai', 'it', 'joint')", name=op.f("ck_timeline_entry_lane")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_timeline_entry_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entry")),
    )
    op.create_index("ix_timeline_entry_incident", "timeline_entry", ["incident_id", "at", "id"], unique=False)
    op.create_table(
        "triage_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(answer = 'decline') = (reason IS NOT NULL)", name=op.f("ck_triage_answer_declining_has_a_reason")
        ),
        sa.CheckConstraint("answer IN ('accept', 'decline')", name=op.f("ck_triage_answer_answer")),
        sa.CheckConstraint("department IN ('ai', 'it')", name=op.f("ck_triage_answer_department")),
        sa.CheckConstraint(
            "reason IN ('duplicate', 'not_an_ai_matter', 'no_incident')", name=op.f("ck_triage_answer_reason")
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_triage_answer_incident_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_triage_answer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_answer")),
        sa.UniqueConstraint("incident_id", "department", name=op.f("uq_triage_answer_incident_id_department")),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_acknowledgement_person_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_acknowledgement_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint("review_id", "person_id", name=op.f("uq_acknowledgement_review_id_person_id")),
    )
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("action_class", sa.String(length=40), nullable=False),
        sa.Column("verification", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "action_class IN ('prevent', 'detect', 'mitigate', 'repair', 'investigate')",
            name=op.f("ck_action_action_class"),
        ),
        sa.CheckConstraint("department IN ('ai', 'it')", name=op.f("ck_action_department")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_action_owner_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_action_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index(op.f("ix_action_review_id"), "action", ["review_id"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_audit_entry_actor_id")),
        sa.ForeignKeyConstraint(["chain_id"], ["audit_chain.id"], name=op.f("fk_audit_entry_chain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("chain_id", "sequence", name=op.f("uq_audit_entry_chain_id_sequence")),
    )
    op.create_table(
        "contributing_factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("cause_class", sa.String(length=40), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "cause_class IN ('data', 'model_limits', 'drift', 'testing_gap', 'design_or_specification', 'integration_and_tooling', 'adversarial', 'oversight_failure', 'change_management', 'use_outside_intended_purpose', 'organisational')",
            name=op.f("ck_contributing_factor_cause_class"),
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_contributing_factor_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributing_factor")),
    )
    op.create_index(op.f("ix_contributing_factor_review_id"), "contributing_factor", ["review_id"], unique=False)
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("from_kind", sa.String(length=40), nullable=False),
        sa.Column("to_kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_hand_over_answered_by_id")),
        sa.ForeignKeyConstraint(["offered_by_id"], ["person.id"], name=op.f("fk_hand_over_offered_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_hand_over_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
    )
    op.create_index(op.f("ix_hand_over_task_id"), "hand_over", ["task_id"], unique=False)
    op.create_index(
        "uq_hand_over_waiting",
        "hand_over",
        ["task_id"],
        unique=True,
        sqlite_where=sa.text("accepted IS NULL"),
        postgresql_where=sa.text("accepted IS NULL"),
    )
    op.create_table(
        "rendering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("sealed_sha256", sa.String(length=64), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_rendering_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendering")),
        sa.UniqueConstraint("review_id", name=op.f("uq_rendering_review_id")),
    )
    op.create_table(
        "review_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("department IN ('ai', 'it')", name=op.f("ck_review_mark_department")),
        sa.CheckConstraint("kind IN ('ready', 'waived', 'signed')", name=op.f("ck_review_mark_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_mark_person_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_mark_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_mark")),
        sa.UniqueConstraint("review_id", "kind", "department", name=op.f("uq_review_mark_review_id_kind_department")),
        sa.UniqueConstraint("review_id", "kind", "person_id", name=op.f("uq_review_mark_review_id_kind_person_id")),
    )
    op.create_table(
        "review_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "section IN ('summary', 'impact', 'obligations', 'detection', 'behavioural_analysis', 'containment_analysis', 'risk_boundaries', 'went_well', 'went_badly', 'where_luck_helped')",
            name=op.f("ck_review_section_section"),
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_section_review_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["person.id"], name=op.f("fk_review_section_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_section")),
        sa.UniqueConstraint("review_id", "section", name=op.f("uq_review_section_review_id_section")),
    )


def downgrade() -> None:
    op.drop_table("review_section")
    op.drop_table("review_mark")
    op.drop_table("rendering")
    op.drop_index(
        "uq_hand_over_waiting",
        table_name="hand_over",
        sqlite_where=sa.text("accepted IS NULL"),
        postgresql_where=sa.text("accepted IS NULL"),
    )
    op.drop_index(op.f("ix_hand_over_task_id"), table_name="hand_over")
    op.drop_table("hand_over")
    op.drop_index(op.f("ix_contributing_factor_review_id"), table_name="contributing_factor")
    op.drop_table("contributing_factor")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_action_review_id"), table_name="action")
    op.drop_table("action")
    op.drop_table("acknowledgement")
    op.drop_table("triage_answer")
    op.drop_index("ix_timeline_entry_incident", table_name="timeline_entry")
    op.drop_table("timeline_entry")
    op.drop_index("ix_task_owner_state", table_name="task")
    op.drop_index("ix_task_incident", table_name="task")
    op.drop_index("ix_task_assignee_state", table_name="task")
    op.drop_table("task")
    op.drop_index("ix_review_published", table_name="review")
    op.drop_table("review")
    op.drop_index(op.f("ix_evidence_sha256"), table_name="evidence")
    op.drop_index(op.f("ix_evidence_incident_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_comment_incident_id"), table_name="comment")
    op.drop_table("comment")
    op.drop_table("audit_chain")
    op.drop_index("ix_incident_unit_phase", table_name="incident")
    op.drop_index(op.f("ix_incident_system_id"), table_name="incident")
    op.drop_index(op.f("ix_incident_reporter_id"), table_name="incident")
    op.drop_index("ix_incident_phase", table_name="incident")
    op.drop_table("incident")
    op.drop_table("system")
    op.drop_index(
        "uq_signing_identity_current",
        table_name="signing_identity",
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.drop_index(op.f("ix_signing_identity_person_id"), table_name="signing_identity")
    op.drop_table("signing_identity")
    op.drop_index(op.f("ix_person_unit_id"), table_name="person")
    op.drop_table("person")
    op.drop_table("unit")
    op.drop_index("ix_outbox_waiting", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("organisation")
