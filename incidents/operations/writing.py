"""Writing the sections of a review: by hand and by autosave, two people at once."""

from datetime import datetime

from incidents.access import Act, require
from incidents.domain import text
from incidents.domain.errors import LostUpdate
from incidents.domain.merging import merged
from incidents.models import Person, ReviewSection
from incidents.operations import kept_texts, sittings
from incidents.operations.reviews import drafting, withdraw_readiness


def write(
    actor: Person, section: ReviewSection, body: str, version: int, at: datetime, base: str | None = None
) -> None:
    """Save a section by hand. `version` is the one that the writer read, and `base` its text.

    Where somebody else saved since, both texts are brought together. Where they changed the same lines, or the writer
    names no `base`, `LostUpdate` is raised with both texts, and the writer's is kept beside the section.
    """
    before, author = section.body, section.updated_by
    if _save(actor, section, body, version, base, at):
        sittings.tell(section, actor, at)
        kept_texts.settle(actor, section, before, author, at)
    else:
        sittings.end(section)


def autosave(
    actor: Person, section: ReviewSection, body: str, version: int, at: datetime, base: str | None = None
) -> None:
    """Save while the writer goes on writing. The same as `write`, but told by sittings."""
    if _save(actor, section, body, version, base, at):
        sittings.go_on(section, actor, at)


def put(actor: Person, section: ReviewSection, body: str, at: datetime) -> None:
    """Change the text, withdrawing what leads marked ready. Whoever wrote before has their sitting ended."""
    if section.updated_by_id != actor.id:
        sittings.end(section)
    section.body, section.version = body, section.version + 1
    section.updated_by, section.updated_at = actor, at
    withdraw_readiness(actor, section.review, f"The section “{section.section.label}” was changed.", at)


def _save(actor: Person, section: ReviewSection, body: str, version: int, base: str | None, at: datetime) -> bool:
    """Returns whether the text changed."""
    require(actor, Act.WRITE_SECTION, section)
    drafting(section.review)
    body = text.bounded("body", body)
    if version != section.version and body != section.body:
        body = _together(actor, section, body, base, at)
    if body == section.body:
        return False
    put(actor, section, body, at)
    return True


def _together(actor: Person, section: ReviewSection, body: str, base: str | None, at: datetime) -> str:
    whole = None if base is None else merged(text.bounded("base", base), section.body, body)
    if whole is not None:
        return text.bounded("body", whole)
    kept_texts.keep(actor, section, body, at)
    by = section.updated_by.name if section.updated_by else "Somebody"
    raise LostUpdate(theirs=section.body, mine=body, by=by, version=section.version)
