"""Bounds of what people type. One place, so that forms, operations and docs agree."""

import hashlib

from incidents.domain.errors import Invalid

TITLE_LENGTH = 160
REASON_LENGTH = 2_000
TEXT_LENGTH = 50_000
EVIDENCE_BYTES = 25 * 1024 * 1024


def line(field: str, value: str, what: str, longest: int = TITLE_LENGTH) -> str:
    """One line of text, white space folded. Raises `Invalid` when it is empty or longer than `longest` characters."""
    return required(field, " ".join(value.split()), what, longest)


def required(field: str, value: str, what: str, longest: int = TEXT_LENGTH) -> str:
    """Text that must be there, stripped. `what` names it in the sentence: “a title”."""
    stripped = bounded(field, value, longest)
    if not stripped:
        raise Invalid(field, f"Give {what}" if what.endswith("?") else f"Give {what}.")
    return stripped


def bounded(field: str, value: str, longest: int = TEXT_LENGTH) -> str:
    """Text that may be empty, stripped, without what no database holds: NUL, and halves of a UTF-16 pair."""
    whole = value.encode(errors="replace").decode()
    stripped = whole.replace("\x00", "\N{SYMBOL FOR NULL}").replace("\r\n", "\n").strip()
    if len(stripped) > longest:
        raise Invalid(
            field,
            f"This has {len(stripped):,} characters; {longest:,} are the most.",
        )
    return stripped


def digest(value: str) -> str:
    """What an event, or a form, names a text by."""
    return hashlib.sha256(value.encode()).hexdigest()
