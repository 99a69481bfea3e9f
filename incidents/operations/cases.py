"""Reproduction cases: supplied, changed while they have no result, set aside and taken back, imported."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.case import CASES_AT_ONCE, CaseText, Check
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.override import Gate, Shut
from incidents.models import CaseResult, Incident, Person, ReproductionCase, db
from incidents.operations import case_formats, patterns
from incidents.operations.incidents import acknowledge, refuse_closed
from incidents.operations.overrides import standing
from incidents.queries.cases import BeforeAndAfter, before_and_after, cases_of, count_active
from incidents.signals import publish


def add(actor: Person, incident: Incident, case: CaseText, at: datetime) -> ReproductionCase:
    """Add a case. The reporting unit supplies them as evidence; the AI department owns what follows."""
    require(actor, Act.SUPPLY_CASE, incident)
    refuse_closed(incident)
    _refuse_more(incident, 1)
    acknowledge(actor, incident, at)
    added = _keep(actor, incident, cleaned(case), _next_number(incident), at)
    db.session.flush()
    publish(events.CaseAdded(**_common(actor, added, at), sha256=digest(added.text)))
    return added


def add_all(actor: Person, incident: Incident, typed: str, at: datetime) -> tuple[int, int]:
    """Import JSON Lines or promptfoo's YAML, all or nothing. Returns how many are new and how many were there."""
    require(actor, Act.SUPPLY_CASE, incident)
    refuse_closed(incident)
    told = [_cleaned_of_many(case) for case in dict.fromkeys(case_formats.read(typed))]
    there = {case.text for case in cases_of(incident)}
    new = [case for case in dict.fromkeys(told) if case not in there]
    _refuse_more(incident, len(new))
    if not new:
        return 0, len(told)
    acknowledge(actor, incident, at)
    first = _next_number(incident)
    kept = [_keep(actor, incident, case, number, at) for number, case in enumerate(new, start=first)]
    db.session.flush()
    said = digest(*(case.text for case in kept))
    publish(events.CasesImported(incident_id=incident.id, actor=actor.as_actor(), at=at, count=len(kept), sha256=said))
    return len(new), len(told) - len(new)


def change(actor: Person, case: ReproductionCase, new: CaseText, at: datetime) -> None:
    """Correct a case that has no result yet. One that has is set aside, and a changed copy added."""
    require(actor, Act.KEEP_CASES, case.incident)
    refuse_closed(case.incident)
    if _has_results(case):
        raise NotPossibleNow("This case has results, so its words stay. Set it aside and add a changed copy.")
    _write(case, cleaned(new))
    publish(events.CaseChanged(**_common(actor, case, at), sha256=digest(case.text)))


def set_aside(actor: Person, case: ReproductionCase, reason: str, at: datetime) -> None:
    """Leave a case out, with a reason: it is not run any more and stands in nobody's way."""
    require(actor, Act.KEEP_CASES, case.incident)
    refuse_closed(case.incident)
    if not case.active:
        raise NotPossibleNow("This case is set aside already.")
    reason = text.required("reason", reason, "a reason: why is it left out?", text.REASON_LENGTH)
    case.set_aside_by, case.set_aside_at, case.set_aside_reason = actor, at, reason
    publish(events.CaseSetAside(**_common(actor, case, at), reason=reason))


def take_back(actor: Person, case: ReproductionCase, at: datetime) -> None:
    """Undo setting a case aside."""
    require(actor, Act.KEEP_CASES, case.incident)
    refuse_closed(case.incident)
    if case.active:
        raise NotPossibleNow("This case is not set aside.")
    _refuse_more(case.incident, 1)
    case.set_aside_by = case.set_aside_at = None
    case.set_aside_reason = ""
    publish(events.CaseTakenBack(**_common(actor, case, at)))


def obstacle(incident: Incident) -> str | None:
    """What the cases have against “verified”, as a sentence; None when all passed, or a lead overrode it."""
    rows = before_and_after(incident, active_only=True)
    sentence = _unproven(rows)
    if sentence is None or standing(incident, Gate.REPRODUCTION) is not None:
        return None
    return Shut(f"{sentence} A lead can override this with a reason.", Gate.REPRODUCTION)


def cleaned(case: CaseText) -> CaseText:
    """The case with every text bounded and its check proven. Raises `Invalid` naming the field."""
    value = text.bounded("value", case.value) if case.check is not Check.PERSON else ""
    if case.check is not Check.PERSON and not value:
        raise Invalid("value", f"Say what: the output {case.check.label} …?")
    if case.check.is_pattern:
        patterns.checked("value", value)
    return CaseText(
        title=text.line("title", case.title, "a title"),
        prompt=text.required("prompt", case.prompt, "the prompt, word for word"),
        expected=text.required("expected", case.expected, "the expected behaviour: what should have come back?"),
        context=text.bounded("context", case.context),
        observed=text.bounded("observed", case.observed),
        check=case.check,
        value=value,
    )


def digest(*cases: CaseText) -> str:
    """SHA-256 of what cases say: the audit chain keeps it in place of the texts."""
    plain = [asdict(case) | {"check": case.check.value} for case in cases]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _cleaned_of_many(case: CaseText) -> CaseText:
    try:
        return cleaned(case)
    except Invalid as error:
        raise Invalid("cases", f"“{case.title[:80]}”, {error.field}: {error}") from None


def _unproven(rows: list[BeforeAndAfter]) -> str | None:
    if not rows:
        return "There is no reproduction case yet: nothing shows that the behaviour changed."
    by_state = {
        "missing": "not run on the corrected version since the correction was declared",
        "failed": "failing on the corrected version",
        "undecided": "waiting for a person's verdict",
    }
    said = [f"{words}: {numbers}" for state, words in by_state.items() if (numbers := _numbers(rows, state))]
    return f"The reproduction cases do not prove it yet. {'; '.join(said).capitalize()}." if said else None


def _numbers(rows: list[BeforeAndAfter], state: str) -> str:
    numbers = [str(row.case.number) for row in rows if row.state == state]
    more = f" and {len(numbers) - 10} more" if len(numbers) > 10 else ""  # noqa: PLR2004
    return f"case{'' if len(numbers) == 1 else 's'} {', '.join(numbers[:10])}{more}" if numbers else ""


def _keep(actor: Person, incident: Incident, case: CaseText, number: int, at: datetime) -> ReproductionCase:
    kept = ReproductionCase(incident=incident, number=number, added_by=actor, added_at=at)
    _write(kept, case)
    db.session.add(kept)
    return kept


def _write(row: ReproductionCase, case: CaseText) -> None:
    row.title, row.prompt, row.context, row.observed = case.title, case.prompt, case.context, case.observed
    row.expected, row.check_kind, row.value = case.expected, case.check, case.value


def _next_number(incident: Incident) -> int:
    query = sa.select(sa.func.max(ReproductionCase.number)).where(ReproductionCase.incident_id == incident.id)
    return (db.session.scalar(query) or 0) + 1


def _has_results(case: ReproductionCase) -> bool:
    return db.session.scalar(sa.select(CaseResult.id).where(CaseResult.case_id == case.id).limit(1)) is not None


def _refuse_more(incident: Incident, new: int) -> None:
    if count_active(incident) + new > CASES_AT_ONCE:
        raise Invalid("cases", f"An incident has at most {CASES_AT_ONCE} active cases. Set some aside, or give fewer.")


def _common(actor: Person, case: ReproductionCase, at: datetime) -> dict[str, Any]:
    return {
        "incident_id": case.incident_id,
        "actor": actor.as_actor(),
        "at": at,
        "number": case.number,
        "title": case.title,
    }
