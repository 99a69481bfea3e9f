"""The answer of verifying as lines for a terminal. Without colour they say the same: signs and words carry it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from reports import text
from reports.answer_form import Answer, Looked, Report, Signed

Style = Callable[..., str]

COLOURS = {"genuine": "green", "superseded": "yellow", "incomplete": "yellow"}
GOOD, BAD = "green", "red"


def lines(answer: Answer, name: str, signs: tuple[str, str], style: Style) -> Iterator[str]:
    """Everything that the answer says. `signs` stand for “holds” and “does not hold”; `style` is click's."""
    mark = _marker(signs, style)
    yield f"{mark(answer.genuine)} {style(answer.headline, fg=COLOURS.get(answer.verdict, BAD), bold=True)}"
    yield f"  {answer.explanation}"
    if answer.report:
        yield from _head("Report", style)
        yield from _report(answer.report)
    if answer.signatures:
        yield from _head("Signatures", style)
        for one in answer.signatures:
            yield from _signature(one, mark)
    yield from _head("Looked at in the file", style)
    yield from _looked(answer.checks, mark)
    if answer.record:
        yield from _head("The record of this server", style)
        yield from _looked(answer.record_checks, mark)
    yield from _head("File", style)
    yield from _facts(
        (("Name", text.line(name)), ("Size", f"{answer.file.size:,} bytes"), ("SHA-256", answer.file.sha256))
    )


def _marker(signs: tuple[str, str], style: Style) -> Callable[[bool], str]:
    good, bad = style(signs[0], fg=GOOD, bold=True), style(signs[1], fg=BAD, bold=True)
    return lambda holds: good if holds else bad


def _head(title: str, style: Style) -> Iterator[str]:
    yield ""
    yield style(title, bold=True)


def _report(report: Report) -> Iterator[str]:
    numbered = "Edition" if report.kind == "quarter" else "Revision"
    instead = f", in place of {report.supersedes}" if report.supersedes else ""
    yield from _facts(
        (
            ("Report", f"{report.reference} {report.title}"),
            (numbered, f"{report.revision}{instead}"),
            ("Issued by", report.organisation),
            ("Content fixed", _when(report.frozen_at)),
            ("Content SHA-256", report.packet_sha256),
            ("Demonstration", "yes: organisation, people and incident are invented" if report.demo else ""),
        )
    )


def _signature(one: Signed, mark: Callable[[bool], str]) -> Iterator[str]:
    role = f", {one.role}" if one.role else ""
    yield f"  {mark(one.intact and one.trusted)} {one.department}: {one.name}{role}"
    stamped = f", time-stamped {_when(one.stamped_at)} by {one.stamped_by}" if one.stamped_at else ""
    yield f"      {_when(one.signed_at)}{stamped}"
    if one.meaning:
        yield f"      “{one.meaning}”"
    trusted = "its certificate is trusted" if one.trusted else "its certificate is not trusted"
    yield f"      {'Unchanged' if one.intact else 'Changed'}; {trusted}."
    yield f"      {one.level_in_words}"


def _looked(found: tuple[Looked, ...], mark: Callable[[bool], str]) -> Iterator[str]:
    return (f"  {mark(one.holds)} {one.sentence}" for one in found)


def _facts(pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    return (f"  {label:<16} {value}" for label, value in pairs if value)


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%-d %B %Y, %H:%M} UTC" if moment else "at an unstated time"
