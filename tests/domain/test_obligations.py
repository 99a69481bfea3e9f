"""Each regime's deadlines as published, in one table; and which answers propose which regime."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidents.domain.deadlines import Deadline, later, schedule
from incidents.domain.errors import NotPossibleNow
from incidents.domain.machine import advance
from incidents.domain.obligations import (
    OBLIGATION,
    ObligationState,
    ObligationVerb,
    Said,
    proposals,
)
from incidents.domain.regimes import CATALOGUE, QUESTIONS, SENT, VERSION

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = datetime(2026, 9, 4, 17, 0, tzinfo=PARIS)
TODAY = date(2026, 11, 21)


def at(text: str) -> datetime:
    """A moment in Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def stage(
    regime: str, key: str, variant: str = "", sent: dict[str, list[datetime]] | None = None, **triggers: datetime
) -> Deadline:
    """Where one stage of a regime stands."""
    found = schedule(CATALOGUE[regime], variant, triggers, sent or {}, PARIS)
    return next(deadline for deadline in found if deadline.stage.key == key)


AWARE = "2026-09-04T17:00"
AS_PUBLISHED = [
    # regime, case, stage, trigger, due
    ("ai-act-73", "two_days", "initial", "aware", "2026-09-06T17:00"),
    ("ai-act-73", "ten_days", "initial", "aware", "2026-09-14T17:00"),
    ("ai-act-73", "fifteen_days", "initial", "aware", "2026-09-19T17:00"),
    ("ai-act-55", "two_days", "initial", "aware", "2026-09-06T17:00"),
    ("ai-act-55", "five_days", "initial", "aware", "2026-09-09T17:00"),
    ("ai-act-55", "ten_days", "initial", "aware", "2026-09-14T17:00"),
    ("ai-act-55", "fifteen_days", "initial", "aware", "2026-09-19T17:00"),
    ("ai-act-55", "fifteen_days", "final", "resolved", "2026-11-03T17:00"),
    ("gdpr-33", "", "notification", "aware", "2026-09-07T17:00"),
    ("nis2-23", "", "early_warning", "aware", "2026-09-05T17:00"),
    ("nis2-23", "", "notification", "aware", "2026-09-07T17:00"),
    ("nis2-23", "", "final", "aware", "2026-10-07T17:00"),
    ("dora-19", "", "initial", "aware", "2026-09-05T17:00"),
    ("dora-19", "", "initial", "classified", "2026-09-04T21:00"),
    ("cra-14-vulnerability", "", "early_warning", "aware", "2026-09-05T17:00"),
    ("cra-14-vulnerability", "", "notification", "aware", "2026-09-07T17:00"),
    ("cra-14-vulnerability", "", "final", "fix", "2026-09-18T17:00"),
    ("cra-14-incident", "", "early_warning", "aware", "2026-09-05T17:00"),
    ("cra-14-incident", "", "notification", "aware", "2026-09-07T17:00"),
    ("cra-14-incident", "", "final", "aware", "2026-10-07T17:00"),
    ("sb-53", "general", "report", "discovered", "2026-09-19T17:00"),
    ("sb-53", "imminent", "report", "discovered", "2026-09-19T17:00"),
    ("sb-53", "imminent", "imminent", "discovered", "2026-09-05T17:00"),
    ("raise-1422", "general", "report", "determined", "2026-09-07T17:00"),
    ("raise-1422", "imminent", "imminent", "determined", "2026-09-05T17:00"),
    ("raise-1422", "imminent", "report", "determined", "2026-09-07T17:00"),
    ("thai-pdpa-37", "general", "notification", "aware", "2026-09-07T17:00"),
]
AT_ONCE = [
    ("ai-act-73", "ten_days", "initial", "causal"),
    ("ai-act-26", "", "provider", "identified"),
    ("gdpr-34", "", "communication", "high_risk"),
    ("thai-pdpa-37", "high_risk", "communication", "aware"),
]


@pytest.mark.parametrize(("regime", "case", "key", "trigger", "due"), AS_PUBLISHED)
def test_each_stage_is_due_as_published(regime: str, case: str, key: str, trigger: str, due: str) -> None:
    assert stage(regime, key, case, **{trigger: FRIDAY}).due_at == at(due)


def test_every_regime_of_the_catalogue_stands_in_the_tables() -> None:
    assert {row[0] for row in [*AS_PUBLISHED, *AT_ONCE]} == set(CATALOGUE)


@pytest.mark.parametrize(("regime", "case", "key", "trigger"), AT_ONCE)
def test_at_once_has_no_computed_end_but_a_beginning(regime: str, case: str, key: str, trigger: str) -> None:
    found = stage(regime, key, case, **{trigger: FRIDAY})
    assert (found.due_at, found.since, found.open) == (None, FRIDAY, True)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-09-04T17:00", 72, "2026-09-07T17:00"),  # over a weekend, from Friday to Monday
        ("2026-10-23T17:00", 72, "2026-10-26T16:00"),  # the clocks go back on 25 October: an hour earlier by the clock
        ("2026-03-27T17:00", 72, "2026-03-30T18:00"),  # they go forward on 29 March: an hour later
        ("2026-12-31T23:30", 4, "2027-01-01T03:30"),
    ],
)
def test_hours_are_absolute_through_weekends_and_changes_of_the_clock(start: str, hours: int, end: str) -> None:
    assert later(at(start), PARIS, hours=hours) == at(end)
    assert later(at(start), PARIS, hours=hours) - at(start).astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-09-04T17:00", 2, "2026-09-06T17:00"),  # ends on a Sunday: the stricter reading
        ("2026-10-20T17:00", 10, "2026-10-30T17:00"),  # the same time of day, though the clocks changed
        ("2026-12-25T09:00", 15, "2027-01-09T09:00"),
        ("2028-02-20T09:00", 10, "2028-03-01T09:00"),  # a leap year
    ],
)
def test_days_are_calendar_days_and_end_at_the_same_time_of_day(start: str, days: int, end: str) -> None:
    assert later(at(start), PARIS, days=days) == at(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-01-31T10:00", "2026-02-28T10:00"),
        ("2028-01-31T10:00", "2028-02-29T10:00"),
        ("2028-01-30T10:00", "2028-02-29T10:00"),
        ("2026-01-28T10:00", "2026-02-28T10:00"),
        ("2026-12-15T10:00", "2027-01-15T10:00"),
        ("2026-03-31T10:00", "2026-04-30T10:00"),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_of_a_shorter_month(start: str, end: str) -> None:
    assert later(at(start), PARIS, months=1) == at(end)


def test_a_local_time_that_the_clocks_skip_or_repeat_is_taken_the_earlier_way() -> None:
    assert later(at("2026-03-27T02:30"), PARIS, days=2) == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert later(at("2026-10-23T02:30"), PARIS, days=2) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("classified", "due"),
    [
        ("2026-09-04T18:00", "2026-09-04T22:00"),  # 4 hours after the classification come first
        ("2026-09-05T13:00", "2026-09-05T17:00"),  # both at the same moment
        ("2026-09-05T16:00", "2026-09-05T17:00"),  # 24 hours after becoming aware come first
        ("2026-09-06T09:00", "2026-09-06T13:00"),  # classified after the 24 hours: the 4 hours alone count
    ],
)
def test_dora_takes_the_earlier_of_both_limits(classified: str, due: str) -> None:
    assert stage("dora-19", "initial", aware=FRIDAY, classified=at(classified)).due_at == at(due)


def test_later_stages_count_from_when_the_one_before_was_sent() -> None:
    expected = stage("dora-19", "final", aware=FRIDAY)
    assert (expected.due_at, expected.expected) == (at("2026-10-08T17:00"), True)
    sent = {"initial": [at("2026-09-04T20:00")], "intermediate": [at("2026-09-06T08:00")]}
    found = stage("dora-19", "final", sent=sent, aware=FRIDAY)
    assert (found.due_at, found.expected) == (at("2026-10-06T08:00"), False)
    nis2 = stage("nis2-23", "final", sent={"notification": [at("2026-01-31T10:00")]}, aware=FRIDAY)
    assert nis2.due_at == at("2026-02-28T10:00")


def test_follow_ups_come_every_four_weeks_until_the_incident_is_resolved() -> None:
    first, second = at("2026-09-10T10:00"), at("2026-10-01T10:00")
    found = stage("ai-act-55", "intermediate", "ten_days", {"initial": [first]}, aware=FRIDAY)
    assert (found.due_at, found.open) == (first + timedelta(days=28), True)
    found = stage("ai-act-55", "intermediate", "ten_days", {"initial": [first], "intermediate": [second]}, aware=FRIDAY)
    assert (found.due_at, found.open) == (at("2026-10-29T10:00"), True)
    found = stage("ai-act-55", "intermediate", "ten_days", {"initial": [first]}, aware=FRIDAY, resolved=second)
    assert not found.open


def test_art_73_asks_at_once_from_the_causal_link_and_keeps_its_outer_limit() -> None:
    found = stage("ai-act-73", "initial", "fifteen_days", aware=FRIDAY, causal=FRIDAY + timedelta(days=1))
    assert (found.due_at, found.since) == (at("2026-09-19T17:00"), FRIDAY + timedelta(days=1))


def test_a_warning_comes_when_a_quarter_is_left_and_never_more_than_two_days_before() -> None:
    assert stage("gdpr-33", "notification", aware=FRIDAY).warn_at == at("2026-09-06T23:00")
    assert stage("sb-53", "report", "general", discovered=FRIDAY).warn_at == at("2026-09-17T17:00")


def test_a_stage_whose_moment_is_not_dated_has_no_end() -> None:
    found = stage("cra-14-vulnerability", "final", aware=FRIDAY)
    assert (found.due_at, found.since, found.warn_at, found.open) == (None, None, None, True)


def answers(*yes: str, unknown: tuple[str, ...] = ()) -> dict[str, Said]:
    """Everything is answered “no” but these."""
    said = dict.fromkeys(QUESTIONS, Said.NO)
    return said | dict.fromkeys(yes, Said.YES) | dict.fromkeys(unknown, Said.UNKNOWN)


PROPOSED = [
    (("eu",), []),
    (("eu", "personal_data", "controller"), [("gdpr-33", "")]),
    (("eu", "personal_data"), []),
    (("eu", "personal_data", "controller", "high_risk_to_people"), [("gdpr-33", ""), ("gdpr-34", "")]),
    (("personal_data", "controller", "thailand"), [("thai-pdpa-37", "general")]),
    (("personal_data", "controller", "thailand", "high_risk_to_people"), [("thai-pdpa-37", "high_risk")]),
    (("eu", "high_risk_provider"), []),
    (("eu", "high_risk_provider", "serious_health"), [("ai-act-73", "fifteen_days")]),
    (("eu", "high_risk_provider", "death"), [("ai-act-73", "ten_days")]),
    (("eu", "high_risk_provider", "death", "critical_infrastructure"), [("ai-act-73", "two_days")]),
    (("eu", "high_risk_provider", "fundamental_rights", "widespread"), [("ai-act-73", "two_days")]),
    (("eu", "high_risk_deployer", "death"), [("ai-act-26", "")]),
    (("eu", "gpai_systemic", "cyber_breach"), [("ai-act-55", "five_days")]),
    (("eu", "gpai_systemic", "property_environment"), [("ai-act-55", "fifteen_days")]),
    (("eu", "nis2_entity", "significant_ict"), [("nis2-23", "")]),
    (("eu", "financial_entity", "significant_ict"), [("dora-19", "")]),
    (("eu", "manufacturer", "exploited_vulnerability"), [("cra-14-vulnerability", "")]),
    (("eu", "manufacturer", "severe_product_incident"), [("cra-14-incident", "")]),
    (("california", "frontier_developer", "critical_safety"), [("sb-53", "general")]),
    (("california", "frontier_developer", "critical_safety", "imminent_risk"), [("sb-53", "imminent")]),
    (("high_risk_provider", "death"), []),
]


@pytest.mark.parametrize(("yes", "expected"), PROPOSED)
def test_the_answers_propose(yes: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert [(found.regime.key, found.variant) for found in proposals(answers(*yes), TODAY)] == expected


def test_not_knowing_yet_rules_nothing_out_and_says_what_is_open() -> None:
    found = proposals(answers("eu", "controller", unknown=("personal_data",)), TODAY)
    assert [proposal.regime.key for proposal in found] == ["gdpr-33"]
    assert found[0].open == ("personal_data",)
    assert "Not known yet: Were personal data" in found[0].sentence
    everything = [proposal.regime.key for proposal in proposals({}, TODAY)]
    assert everything == [key for key in CATALOGUE if key != "raise-1422"]


def test_an_open_question_that_would_shorten_the_limit_is_named() -> None:
    (found,) = proposals(answers("eu", "high_risk_provider", "serious_health", unknown=("death", "widespread")), TODAY)
    assert (found.variant, found.stricter) == ("fifteen_days", ("widespread", "death"))
    assert "A shorter limit applies if the answer becomes yes: Is the infringement widespread?" in found.sentence
    (found,) = proposals(answers("eu", "high_risk_provider", "critical_infrastructure", unknown=("death",)), TODAY)
    assert (found.variant, found.stricter) == ("two_days", ())


@pytest.mark.parametrize(
    ("on", "proposed"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True), (date(2027, 6, 1), True)]
)
def test_the_raise_act_is_not_proposed_before_it_is_in_force(on: date, proposed: bool) -> None:
    said = answers("new_york", "frontier_developer", "critical_safety")
    assert bool(proposals(said, on)) is proposed


def test_the_cyber_resilience_act_is_not_proposed_before_september_2026() -> None:
    said = answers("eu", "manufacturer", "exploited_vulnerability")
    assert not proposals(said, date(2026, 9, 10))
    assert proposals(said, date(2026, 9, 11))


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_regime_says_who_to_whom_since_when_and_by_which_source(key: str) -> None:
    regime = CATALOGUE[key]
    for words in (regime.name, regime.title, regime.place, regime.who, regime.to, regime.reportable, regime.status):
        assert words
    assert regime.source
    assert regime.url.startswith("https://")
    assert regime.begins < date(2027, 1, 2)
    assert date.fromisoformat(VERSION) >= regime.as_of


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_rule_counts_from_something_that_is_there(key: str) -> None:
    regime = CATALOGUE[key]
    triggers = {trigger.key for trigger in regime.triggers}
    for each in regime.stages:
        assert each.rule
        assert set(each.variants) <= {variant.key for variant in regime.variants}
        assert each.until in triggers | {""}
        for limit in each.limits:
            known = {other.key for other in regime.stages} if limit.after.startswith(SENT) else triggers
            assert limit.after.removeprefix(SENT) in known
            assert limit.unless_later in triggers | {""}
    asked = {*regime.all, *regime.any, *(key for variant in regime.variants for key in variant.yes)}
    assert asked <= set(QUESTIONS)
    assert not regime.variants or not regime.variants[-1].yes, "the last variant takes what is left"


STATES = [
    ("proposed", "due", "due"),
    ("proposed", "not_applicable", "not_applicable"),
    ("proposed", "completed", None),
    ("proposed", "filed", None),
    ("due", "not_applicable", "not_applicable"),
    ("due", "due", "due"),
    ("due", "completed", "sent"),
    ("not_applicable", "due", "due"),
    ("not_applicable", "completed", None),
    ("not_applicable", "not_applicable", None),
    ("sent", "due", "due"),
    ("sent", "not_applicable", None),
    ("sent", "retracted", "due"),
]


@pytest.mark.parametrize(("before", "verb", "after"), STATES)
def test_an_assessment_moves_only_as_the_table_says(before: str, verb: str, after: str | None) -> None:
    state, move = ObligationState(before), ObligationVerb(verb)
    if after is None:
        with pytest.raises(NotPossibleNow):
            advance(OBLIGATION, state, move)
    else:
        assert advance(OBLIGATION, state, move) is ObligationState(after)
