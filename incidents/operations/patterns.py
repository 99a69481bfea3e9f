"""Regular expressions that people type: RE2 only, whose time grows with the text and not with the pattern's tricks."""

import re2  # type: ignore[import-untyped]

from incidents.domain.case import PATTERN_LENGTH
from incidents.domain.errors import Invalid

_MEMORY = 1 << 20


def _options() -> re2.Options:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def checked(field: str, pattern: str) -> str:
    """The pattern, if RE2 takes it. Raises `Invalid` naming what is wrong."""
    if len(pattern) > PATTERN_LENGTH:
        raise Invalid(field, f"A pattern has at most {PATTERN_LENGTH:,} characters; this one has {len(pattern):,}.")
    try:
        re2.compile(pattern, _options())
    except re2.error as error:
        said = error.args[0] if error.args else ""
        said = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        raise Invalid(
            field,
            f"This is no regular expression that RE2 takes: {said[:200]}. Look-around and back-references are not.",
        ) from None
    return pattern


def found(pattern: str, text: str) -> bool:
    """Whether the pattern matches anywhere in the text. Takes time in proportion to the text, whatever the pattern."""
    return re2.compile(pattern, _options()).search(text) is not None
