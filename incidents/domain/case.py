"""Reproduction cases: what is asked again after a correction, and how the answer is judged."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Check(StrEnum):
    """How an output is judged. `PERSON` leaves it to somebody's reading."""

    PERSON = "person"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    REGEX = "regex"
    NOT_REGEX = "not_regex"
    EQUALS = "equals"

    @property
    def label(self) -> str:
        """The words before the value: “contains …”."""
        return {
            "person": "a person decides",
            "contains": "contains",
            "not_contains": "does not contain",
            "regex": "matches the regular expression",
            "not_regex": "does not match the regular expression",
            "equals": "is exactly",
        }[self.value]

    @property
    def is_pattern(self) -> bool:
        """Whether the value is a regular expression."""
        return self in (Check.REGEX, Check.NOT_REGEX)


class Verdict(StrEnum):
    """Whether the output is what was expected."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"

    @property
    def label(self) -> str:
        """The word that pages and reports print."""
        return {"pass": "Passed", "fail": "Failed"}[self.value]


class Purpose(StrEnum):
    """On which version a set is run."""

    BEFORE = "before"
    AFTER = "after"

    @property
    def label(self) -> str:
        """The words that pages print."""
        return {"before": "the incident's version", "after": "the corrected version"}[self.value]


class Source(StrEnum):
    """Where the outputs of a run come from."""

    HAND = "hand"
    ENDPOINT = "endpoint"


class RunState(StrEnum):
    """Where a run stands. A run by hand stays `OPEN`; the others are the worker's."""

    OPEN = "open"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class RunVerb(StrEnum):
    """What the worker does with a run, and `ASKED`, which asks it again."""

    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"
    ASKED = "asked"


RUN: Mapping[tuple[RunState, RunVerb], RunState] = MappingProxyType(
    {
        (RunState.WAITING, RunVerb.STARTED): RunState.RUNNING,
        (RunState.RUNNING, RunVerb.STARTED): RunState.RUNNING,
        (RunState.WAITING, RunVerb.FINISHED): RunState.DONE,
        (RunState.RUNNING, RunVerb.FINISHED): RunState.DONE,
        (RunState.WAITING, RunVerb.FAILED): RunState.FAILED,
        (RunState.RUNNING, RunVerb.FAILED): RunState.FAILED,
        (RunState.FAILED, RunVerb.ASKED): RunState.WAITING,
        (RunState.DONE, RunVerb.ASKED): RunState.WAITING,
    }
)

OUTPUT_LENGTH = 50_000
"""The longest answer that is kept, in characters."""
PATTERN_LENGTH = 1_000
CASES_AT_ONCE = 200
"""The most cases of one import, and of one incident's active set."""

KEY_PREFIX = "COUNTERSIGN_MODEL_KEY_"
"""Variables of the environment that may hold a model's key. No other is ever read for it."""


@dataclass(frozen=True, slots=True)
class CaseText:
    """What a case says, as it is typed, imported and exported. Equal texts are the same case."""

    title: str
    prompt: str
    expected: str
    context: str = ""
    observed: str = ""
    check: Check = Check.PERSON
    value: str = ""


def judge(check: Check, value: str, output: str, found: Callable[[str, str], bool]) -> Verdict | None:
    """What the check says of an output; None where a person must say. `found(pattern, text)` searches a pattern.

    Contains and regular expressions look at the text as it is; “exactly” ignores white space at both ends.
    """
    said: Mapping[Check, Callable[[], bool | None]] = {
        Check.PERSON: lambda: None,
        Check.CONTAINS: lambda: value in output,
        Check.NOT_CONTAINS: lambda: value not in output,
        Check.REGEX: lambda: found(value, output),
        Check.NOT_REGEX: lambda: not found(value, output),
        Check.EQUALS: lambda: output.strip() == value.strip(),
    }
    passed = said[check]()
    return None if passed is None else Verdict.PASS if passed else Verdict.FAIL


def results_digest(outputs: Iterable[tuple[int, str]]) -> str:
    """SHA-256 over (case number, output) in the order of the numbers: what the audit chain keeps of a whole run."""
    return hashlib.sha256(json.dumps(sorted(outputs), ensure_ascii=False).encode()).hexdigest()
