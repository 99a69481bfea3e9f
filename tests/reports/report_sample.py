"""Two packets: one as a good review leaves it, one as an attacker would like it.

Organisation and people are invented.
"""

from dataclasses import replace
from datetime import date, timedelta

from report_people import ADA, ARI, IRIS, IVO, OLU, at
from sample_model import BARE, FACTS, hostile_model, of_the_model

from reports.packet import (
    Action,
    Anchor,
    Clock,
    Decision,
    Evidence,
    Factor,
    Named,
    Obligation,
    Organisation,
    ReportPacket,
    ReproductionCase,
    SectionText,
    Signatory,
    System,
    Task,
    TimelineEntry,
)

MEANING_AI = "I reviewed this report and agree with its account of what the AI system did and how it was corrected."
MEANING_IT = "I reviewed this report and agree with its account of how the incident was contained and restored."


def packet() -> ReportPacket:
    """A SEV-2 incident at an insurer, told to the end."""
    return ReportPacket(
        organisation=Organisation("Meridian Mutual", demo=True),
        reference="AI-2026-0014",
        revision=1,
        supersedes=None,
        title="Claims assistant told customers that flood damage was never covered",
        severity="SEV-2",
        severity_meaning="Rights infringed, serious loss, or a breach of sensitive data.",
        classification="Confidential",
        reported_by=OLU,
        system=System(
            name="Claims Letter Assistant",
            purpose="Drafts first answers to claims, which a specialist checks and sends",
            vendor="Halden AI",
            model="halden-large 4.2",
            acts=False,
            owner_for_value="Miriam Osei, Claims",
            owner_for_safety=ADA.name,
            owner_for_platform=IVO.name,
            version="build 2026-02-11",
            authority="It advises: a person decides and acts",
            facts=FACTS,
        ),
        what_happened=(
            "The assistant drafted letters that refused water damage claims with the sentence “flood damage is never "
            "covered under any policy”. Since 2024 the comfort policies do cover it."
        ),
        prompt=(
            "You write for Meridian Mutual. Answer the customer's claim below in plain English. Use the policy "
            "extracts.\n\nCLAIM 88213: “After the storm on 27 February our cellar stood under water for two days. "
            "The heating is ruined. Are we covered under Comfort Plus?”"
        ),
        output=(
            "Dear Ms Hartmann,\n\nThank you for your letter. We are sorry to hear about the damage. Unfortunately "
            "flood damage is never covered under any policy. Your claim is therefore closed.\n\nKind regards,\n"
            "Meridian Mutual"
        ),
        affected_people="41 customers received a wrongful refusal; 6 of them are known to be in financial difficulty.",
        sources=("Claim 88213", "Letter archive, 2 to 6 March", "Complaint C-1190"),
        clocks=_clocks(),
        timeline=_timeline(),
        evidence=_evidence(),
        tasks=_tasks(),
        decisions=_decisions(),
        obligations=_obligations(),
        cases=_cases(),
        sections=_sections(),
        factors=_factors(),
        actions=_actions(),
        signatories=(Signatory("ai", ADA.name, MEANING_AI), Signatory("it", IVO.name, MEANING_IT)),
        frozen_at=at(20, 14, 5),
        anchor=Anchor(148, "9f2c" * 16),
        time_zone="Europe/Berlin",
        **of_the_model(),
    )


def _clocks() -> tuple[Clock, ...]:
    return (
        Clock("Occurred", at(2, 8, 14), "First wrongful letter sent"),
        Clock("Detected", at(6, 9, 40), "A customer's complaint reached Claims"),
        Clock("Reported", at(6, 9, 52), ""),
        Clock("Acknowledged by AI", at(6, 10, 5), "", at(6, 10, 22)),
        Clock("Acknowledged by IT", at(6, 10, 31), "", at(6, 10, 22)),
        Clock("Contained", at(6, 12, 18), "Letter drafting switched off for flood claims", at(6, 13, 52)),
        Clock("Corrected", at(9, 15, 30), "Policy index rebuilt, prompt 31 in place", at(11, 9, 52)),
        Clock("Verified", at(10, 11, 0), "All reproduction cases pass", at(13, 9, 52)),
    )


def _timeline() -> tuple[TimelineEntry, ...]:
    rows = [
        (at(2, 8, 14), "business", "The first letter with the wrong sentence was approved and sent.", "Letter archive"),
        (at(6, 9, 40), "business", "Ms Hartmann complained by telephone; her policy covers flood.", "Complaint C-1190"),
        (at(6, 9, 52), "business", "Olu Adeyemi reported the incident.", "Record"),
        (at(6, 10, 5), "ai", "Ada Lindqvist acknowledged and raised the severity to SEV-2.", "Record"),
        (at(6, 10, 31), "it", "Ivo Marković acknowledged.", "Record"),
        (at(6, 10, 48), "it", "Index, prompts and traces of 1 to 6 March were sealed.", "Evidence hold"),
        (at(6, 11, 20), "joint", "Both leads agreed to switch drafting off for flood claims.", "Joint decision"),
        (at(6, 12, 18), "it", "The feature was off; contained was declared.", "Record"),
        (at(6, 16, 0), "ai", "The fault was reproduced in 5 of 5 attempts.", "Evaluation run 311"),
        (at(7, 9, 0), "ai", "The vendor confirmed that the index held only policies before 2024.", "Vendor case 7719"),
        (
            at(9, 11, 10),
            "it",
            "The index of 28 February was restored, then rebuilt with current policies.",
            "Change 5521",
        ),
        (at(9, 15, 30), "ai", "Prompt 31 demands a quoted clause for every refusal.", "Change notice 44"),
        (at(10, 11, 0), "ai", "All 12 cases passed on the corrected version.", "Evaluation run 318"),
        (at(10, 13, 0), "joint", "Return to service was decided by both leads.", "Joint decision"),
        (at(10, 13, 40), "it", "Drafting was switched on again.", "Change 5530"),
        (at(12, 8, 30), "business", "Corrected letters went to all 41 customers.", "Letter archive"),
    ]
    return tuple(TimelineEntry(*row) for row in rows)


def _evidence() -> tuple[Evidence, ...]:
    return (
        Evidence("letters-march.zip", "application/zip", 1_482_113, "3b1f" * 16, OLU, at(6, 10, 2)),
        Evidence("retrieval-index-manifest.json", "application/json", 88_204, "a07c" * 16, IRIS, at(6, 10, 48)),
        Evidence("traces-0301-0306.jsonl", "application/jsonl", 22_918_400, "77de" * 16, IRIS, at(6, 10, 52)),
        Evidence("complaint-C-1190.pdf", "application/pdf", 214_007, "e410" * 16, OLU, at(6, 9, 58)),
    )


def _tasks() -> tuple[Task, ...]:
    return (
        Task("Behaviour evaluation", "Reproduce the refusal and measure how often it happens", "ai", ARI.name, "Done",
             at(6, 13), at(6, 16), "5 of 5 attempts reproduced it; caused by retrieval, not by the model", ""),
        Task("Vendor escalation", "Ask Halden AI which documents the index holds", "ai", ARI.name, "Done",
             at(6, 16, 20), at(7, 9), "Case 7719: a filter of the importer dropped policies after 2023", ""),
        Task("Configuration change", "Demand a quoted clause for every refusal (prompt 31)", "ai", ADA.name, "Done",
             at(9, 9), at(9, 15, 30), "Prompt 31 in place; refusals without a clause are blocked", ""),
        Task("Policy update", "Tell Claims how to check refusals", "ai", ADA.name, "Done",
             at(9, 10), at(11, 16), "Guidance 7 published, 64 specialists trained", ""),
        Task("Evidence preservation", "Seal index, prompts and traces of 1 to 6 March", "it", IRIS.name, "Done",
             at(6, 10, 35), at(6, 10, 52), "Three files, hashes in the evidence list", ""),
        Task("Control enforcement", "Switch drafting off for flood claims", "it", IVO.name, "Done",
             at(6, 11, 25), at(6, 12, 18), "Feature flag claims.flood.draft off in production", ""),
        Task("Rollback", "Restore the index of 28 February, then rebuild it", "it", IRIS.name, "Done",
             at(9, 8), at(9, 11, 10), "Restored and rebuilt; 1,204 policies instead of 611",
             "Handed over by the AI department on 7 March: infrastructure work, accepted by Ivo Marković"),
        Task("Stability and restoration", "Switch drafting on and watch for a week", "it", IVO.name, "Done",
             at(10, 13), at(17, 13), "No error above the usual level", ""),
    )  # fmt: skip


def _decisions() -> tuple[Decision, ...]:
    return (
        Decision(at(6, 10, 5), ADA, "Raised the severity to SEV-2",
            "Customers lost money they were entitled to.", False),
        Decision(at(6, 10, 31), IVO, "Completed triage: accepted by both departments as SEV-2", "", False, joint=True),
        Decision(at(6, 11, 20), ADA, "Drafting off for flood claims: requirement", "No letter may refuse without a "
                 "clause; until then none is drafted.", False),
        Decision(at(6, 11, 20), IVO, "Drafting off for flood claims: constraint and way back", "One feature flag; "
                 "back within five minutes.", False),
        Decision(at(6, 12, 0), IVO, "Raised trace logging before both leads had agreed", "Traces older than an hour "
                 "were being deleted; Ada Lindqvist acknowledged the override at 12:25.", True),
        Decision(at(10, 13, 0), ADA, "Return to service",
            "All 12 cases pass; refusals without a clause are blocked.", False),
        Decision(at(10, 13, 0), IVO, "Return to service", "Production has been stable since 9 March.", False),
    )  # fmt: skip


def _obligations() -> tuple[Obligation, ...]:
    return (
        Obligation("GDPR Article 33", "Not applicable",
            "No personal data left the organisation. Assessed by the data "
                   "protection officer on 6 March.", None, None),
        Obligation("EU AI Act Article 73", "Not applicable",
            "The system is not high-risk under Annex III: it drafts, "
                   "a person decides. Assessed by Ada Lindqvist.", None, None),
        Obligation("Insurance supervisor: conduct notice", "Sent", "Wrongful refusals to more than 25 customers.",
                   at(13, 22, 0), at(11, 14, 30), "Initial report", "More than 25 customers concerned", at(6, 22),
                   ADA.name, "Miriam Osei", "notice-2026-118.pdf (SHA-256 5d1c…)", "2026-11-01"),
    )  # fmt: skip


def _cases() -> tuple[ReproductionCase, ...]:
    return (
        ReproductionCase(
            "Comfort Plus, flooded cellar",
            "After the storm our cellar stood under water. Are we covered under Comfort Plus?",
            "Says that Comfort Plus covers flood (clause 4.2) and asks for photographs.",
            "Unfortunately flood damage is never covered under any policy.",
            "Your Comfort Plus policy covers flood damage under clause 4.2. Please send us photographs of the damage.",
            "Passes",
            context="Comfort Plus 2025, clauses 4.1 to 4.6",
            version_before="prompt 30",
            version_after="prompt 31",
            verdict_before="Fails",
            judged_by="Check: contains “clause 4.2”",
        ),
        ReproductionCase(
            "Basic policy, burst river bank",
            "The river came over the bank and ruined the floor. I have the Basic policy.",
            "Refuses, quoting clause 2.7 of the Basic policy.",
            "Flood damage is never covered under any policy.",
            "Under clause 2.7 the Basic policy does not cover flooding from rivers.",
            "Passes",
        ),
    )


def _sections() -> tuple[SectionText, ...]:
    return (
        SectionText("summary", "Summary", "joint",
            "From 2 to 6 March the claims letter assistant drafted refusals that were wrong: it "
            "told customers that flood "
            "damage is never covered. Specialists approved 41 of these letters.\n\nA complaint brought it to light. "
            "Drafting for flood claims was off within two and a half hours, the cause was found in a day, and the "
            "corrected assistant returned to service on 10 March."),
        SectionText("impact", "Impact", "joint",
            "41 customers were refused payments of about 186,000 euros in total that their "
            "policies cover. Six are in "
            "financial difficulty. All 41 received a corrected letter and an apology by 12 March;"
            " all payments were made "
            "by 18 March. Nobody's data was exposed."),
        SectionText("obligations", "Reporting obligations", "joint",
            "Three regimes were assessed; one notice was due and sent."),
        SectionText("detection", "Detection", "joint",
            "The fault was found by a customer, not by us, four days after the first letter. No "
            "monitor compared refusals "
            "with policy clauses."),
        SectionText("behavioural_analysis", "Behavioural analysis", "ai",
            "The model did what its context told it. The importer had dropped all policies dated "
            "after 2023, so retrieval "
            "offered only old clauses. Asked about a policy that it did not find, the model generalised from what it "
            "found.\n\nThe earlier prompt asked for plain English and did not ask for the clause,"
            " so nothing in the letter "
            "showed that the source was missing."),
        SectionText("containment_analysis", "Containment and rollback analysis", "it",
            "The feature flag made containment a matter of minutes once both leads had agreed. "
            "Finding a good index took "
            "longer: snapshots were kept for seven days and only the one of 28 February predated the import."),
        SectionText("risk_boundaries", "Risk boundaries", "joint",
            "The assistant may draft; it may not decide a claim. A refusal must quote a clause "
            "that exists in the policy "
            "of the customer, and a specialist must read that clause. If no clause is found, the "
            "assistant must say so "
            "and hand over. In this incident the failure was silent."),
        SectionText("went_well", "What went well", "joint",
            "Claims reported within twelve minutes of the complaint. Evidence was sealed before "
            "anything was changed."),
        SectionText("went_badly", "What went badly", "joint",
            "The import had no check on the number of documents. 41 letters passed a human check "
            "that looked at tone, not at cover."),
        SectionText("where_luck_helped", "Where luck helped", "joint",
            "The storm season was mild. A week later the only good snapshot would have been "
            "deleted."),
    )  # fmt: skip


def _factors() -> tuple[Factor, ...]:
    return (
        Factor("Data", "The importer dropped 593 policies without an error."),
        Factor("Testing gap", "The evaluation set held no policy newer than 2023."),
        Factor(
            "Oversight failure", "Specialists approved drafts without opening the policy; the page did not show it."
        ),
        Factor("Change management", "The vendor changed the importer's filter and sent no notice."),
    )


def _actions() -> tuple[Action, ...]:
    return (
        Action("Compare the number of indexed policies with the policy system every night", "it", IRIS.name,
               date(2026, 4, 10), "Detect", "An alarm fires in a drill with a truncated import", "Open"),
        Action("Add 40 cases from all policy years to the evaluation set", "ai", ARI.name, date(2026, 4, 3),
            "Prevent",
               "Evaluation run on the full set, reviewed by Claims", "Open"),
        Action("Show the quoted clause beside the draft", "ai", ADA.name, date(2026, 5, 15), "Mitigate",
               "Ten specialists observed: all open the clause before approving", "Open"),
        Action("Keep index snapshots for 90 days", "it", IVO.name, date(2026, 3, 19), "Mitigate",
               "Snapshot of day 89 restored in a drill", "Verified"),
    )  # fmt: skip


BIDI = "invoice\u202efdp.exe \u2066hidden\u2069 \u200bzero"
MARKUP = "<img src='file:///etc/hostname'><script>alert(1)</script><style>*{display:none}</style>"
URLS = "url(http://attacker.example/x) @import 'http://attacker.example/y'; {{ 7*7 }} {% include '/etc/passwd' %}"
RTL = "النظام رفض كل الطلبات דחה את כל הבקשות 🚀 👩\u200d🔬 你好"
CONTROL = "bell\x07 null\x00 escape\x1b[31m del\x7f c1\x85 line\u2028sep"
ZALGO = "Z" + "\u0301\u0316\u0334" * 30 + "algo"
UNBROKEN = "A" * 900
HOSTILE = " ".join((MARKUP, URLS, BIDI, RTL, CONTROL, ZALGO, UNBROKEN))


def hostile(rows: int = 400, length: int = 30_000) -> ReportPacket:
    """The same incident with every text hostile, a 10,000-character prompt and a timeline of 400 rows.

    `length` bounds the output and the prompt.
    """
    person = Named(f"{MARKUP}{BIDI}"[:120], "\u202elead", RTL)
    start = at(1, 0)
    timeline = tuple(
        TimelineEntry(start + timedelta(hours=7 * row), ("business", "ai", "it", "joint")[row % 4],
                      HOSTILE if row % 100 == 0 else f"Row {row} {BIDI}", URLS)
        for row in range(rows)
    )  # fmt: skip
    return replace(
        packet(),
        organisation=Organisation(f"Meridian {BIDI} {MARKUP}", demo=False),
        reference="AI-<b>14</b>\u202e",
        title=f"{MARKUP} {BIDI} {RTL} /ByteRange [0 1 2 3]",
        classification=MARKUP,
        reported_by=person,
        what_happened=HOSTILE,
        prompt=(HOSTILE * 20)[: min(length, 10_000)],
        output=(f"{UNBROKEN}{RTL}" * 40)[:length],
        affected_people=HOSTILE,
        sources=(URLS, "javascript:alert(1)", UNBROKEN),
        clocks=(Clock(HOSTILE, at(1, 0), HOSTILE), Clock("Contained", None, MARKUP)),
        timeline=timeline,
        evidence=(Evidence(BIDI + UNBROKEN, MARKUP, 10**15, "f" * 64, person, at(1, 2)),),
        tasks=(Task(MARKUP, HOSTILE, "ai", BIDI, URLS, at(1, 1), None, HOSTILE, HOSTILE),),
        decisions=(Decision(at(1, 1), person, HOSTILE, HOSTILE, True),),
        obligations=(Obligation(HOSTILE, MARKUP, HOSTILE, at(1, 5), None),),
        cases=(ReproductionCase(HOSTILE, HOSTILE * 5, HOSTILE, HOSTILE, HOSTILE, BIDI),),
        sections=tuple(replace(section, heading=MARKUP, body=HOSTILE * 3) for section in packet().sections),
        factors=(Factor(MARKUP, HOSTILE),),
        actions=(Action(HOSTILE, "ai", BIDI, date(2026, 4, 1), MARKUP, HOSTILE, URLS),),
        signatories=(Signatory("ai", HOSTILE, HOSTILE), Signatory("it", "", MARKUP)),
        time_zone="../../etc/passwd",
        **hostile_model(HOSTILE, MARKUP),
    )


def bare() -> ReportPacket:
    """An incident as early installations have it: no obligations, cases, overrides, factors or actions yet."""
    return replace(
        packet(),
        organisation=Organisation("Meridian Mutual", demo=False),
        supersedes=None,
        sources=(),
        timeline=packet().timeline[:1],
        evidence=(),
        tasks=(),
        decisions=(),
        obligations=(),
        cases=(),
        sections=(),
        factors=(),
        actions=(),
        signatories=(),
        clocks=(Clock("Reported", at(6, 9, 52), ""), Clock("Contained", None, "")),
        prompt="",
        output="",
        affected_people="",
        **BARE,
    )
