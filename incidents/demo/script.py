"""Reading the demo's files: a cast, and one file of steps for each incident."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PASSWORD = "countersign demo"  # noqa: S105 - printed at every start; a demo refuses to run in production
ORGANISATION = "organisation"
"""The story of the steps that belong to no incident."""
SIGNING_PASSPHRASE = "countersign demo signature"  # noqa: S105 - likewise

_SPAN = re.compile(r"(-?)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")


@dataclass(frozen=True)
class Step:
    """One thing that somebody does. `fields` are the operation's own inputs."""

    at: datetime
    story: str
    by: str
    do: str
    refused: bool
    fields: dict[str, Any]


@dataclass(frozen=True)
class Story:
    """One retold incident. `steps` are as in the file; `note` tells readers what is fact and what is invented."""

    slug: str
    reported_at: datetime
    note: str
    steps: tuple[dict[str, Any], ...]


def cast() -> dict[str, Any]:
    """The organisation, its units, systems and people."""
    return tomllib.loads((FOLDER / "cast.toml").read_text())


def register() -> dict[str, dict[str, str]]:
    """What the sides of each system stated at the beginning, beyond the cast."""
    return tomllib.loads((FOLDER / "register.toml").read_text())


def stories(now: datetime) -> list[Story]:
    """Every story, dated back from `now` (UTC)."""
    return [_story(path, now) for path in sorted((FOLDER / "incidents").glob("*.toml"))]


def steps(now: datetime) -> list[Step]:
    """All steps of all stories, and of the organisation beside them, in the order in which they happened."""
    told = [step for story in stories(now) for step in _steps(story)]
    return sorted([*_beside(now), *told], key=lambda step: step.at)


def span(words: str) -> timedelta:
    """`3h10m` as a length of time. Raises `ValueError` on anything else."""
    match = _SPAN.fullmatch(words)
    if match is None or not any(match.groups()[1:]):
        raise ValueError(f"{words!r} is no length of time such as 2d4h or 25m")
    days, hours, minutes = (int(part or 0) for part in match.groups()[1:])
    length = timedelta(days=days, hours=hours, minutes=minutes)
    return -length if match.group(1) else length


def _story(path: Path, now: datetime) -> Story:
    told = tomllib.loads(path.read_text())
    day = (now - timedelta(days=told["days_ago"])).date()
    note = [f"Retells: {told['retells']}", *told["sources"]]
    note += [f"Public facts: {told['public_facts'].strip()}", f"Invented: {told['invented'].strip()}"]
    return Story(
        slug=told["slug"],
        reported_at=datetime.combine(day, time.fromisoformat(told["time"]), now.tzinfo),
        note="\n".join(note),
        steps=tuple(told["step"]),
    )


def _beside(now: datetime) -> Iterator[Step]:
    """What happens beside the incidents. A step is dated by `days_ago` and `time`, not by a report."""
    for path in sorted((FOLDER / "organisation").glob("*.toml")):
        for told in tomllib.loads(path.read_text())["step"]:
            day = (now - timedelta(days=told.pop("days_ago"))).date()
            at = datetime.combine(day, time.fromisoformat(told.pop("time")), now.tzinfo)
            yield Step(at=at, story=ORGANISATION, by=told.pop("by"), do=told.pop("do"), refused=False, fields=told)


def _steps(story: Story) -> Iterator[Step]:
    for told in story.steps:
        fields = {key: value for key, value in told.items() if key not in ("after", "by", "do", "refused")}
        if told["do"] == "report":
            fields["sources"] = story.note
        if "at_after" in fields:
            fields["moment"] = story.reported_at + span(fields.pop("at_after"))
        yield Step(
            at=story.reported_at + span(told["after"]),
            story=story.slug,
            by=told["by"],
            do=told["do"],
            refused=told.get("refused", False),
            fields=fields,
        )
