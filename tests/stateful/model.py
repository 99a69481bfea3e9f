"""Walking the operating model: hold, overrides, cases, joint decisions, confirmation and restriction."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import rule

from incidents.domain.case import Purpose, Verdict
from incidents.domain.hold import HoldItem
from incidents.domain.joint import ControlKind, parts_of
from incidents.domain.override import Gate
from incidents.models import CaseRun, JointDecision, Override, Person
from incidents.models import ReproductionCase as Case
from incidents.operations import case_runs, cases, confirmations, decisions, hold, overrides, restrictions, tasks
from incidents.queries.cases import results_of
from tests import factories
from tests.stateful.walker import NAMES, Walker, leads, numbers, who

SEALING = ("all", "all", "one", "supply", "not applicable")
DECIDING = ("agree",) * 5 + ("alone",) * 3 + ("propose", "write", "take back", "decline", "withdraw")
PAIRS = [["ada", "ivo"], ["ivo", "ada"], ["ann", "ian"], ["ivo"], ["ada", "ann"], ["ari", "iris"], ["olu", "zoe"]]
CARRYING_OUT = ("enforce", "enforce", "enforce", "verify", "verify", "send back", "lift", "lift")
WHOSE = {"enforce": "ivo", "verify": "ada", "send back": "ada", "lift": "ivo"}
PROVING = ("add", "run", "run", "pass", "pass", "fail", "set aside")
RESTRICTING = ("restrict", "name", "unname", "lift")
WORDS = "What we know of it."


class Model(Walker):
    """The rules beside triage, tasks, tracks and the review."""

    @rule(name=who, number=numbers, what=st.sampled_from(SEALING), item=st.sampled_from(HoldItem))
    def seal(self, name: str, number: int, what: str, item: HoldItem) -> None:
        actor, incident, at = self.person(name), self.incident(number), self.clock()
        sealings: dict[str, Callable[[], object]] = {
            "all": lambda: self._seal_all(actor, number),
            "one": lambda: hold.seal(actor, incident, item, note=WORDS, reason="It was another.", at=at),
            "supply": lambda: hold.supply(actor, incident, item, note=WORDS, at=at),
            "not applicable": lambda: hold.not_applicable(actor, incident, item, "It has none.", at),
        }
        self.attempt(sealings[what])

    def _seal_all(self, actor: Person, number: int) -> None:
        incident = self.incident(number)
        hold.seal_several(actor, incident, dict.fromkeys(hold.missing(incident), WORDS), set(), self.clock())

    @rule(name=leads, number=numbers, gate=st.sampled_from(Gate), what=st.sampled_from(["cross", "acknowledge"]))
    def override(self, name: str, number: int, gate: Gate, what: str) -> None:
        actor, incident, at = self.person(name), self.incident(number), self.clock()
        crossed = self.one_of_told(Override, number)
        if what == "cross":
            self.attempt(lambda: overrides.cross(actor, incident, gate, "It cannot wait.", at))
        elif crossed is not None:
            self.attempt(lambda: overrides.acknowledge(actor, crossed, at))

    @rule(name=who, number=numbers, what=st.sampled_from(PROVING), before=st.booleans())
    def prove(self, name: str, number: int, what: str, before: bool) -> None:
        actor, incident, at = self.person(name), self.incident(number), self.clock()
        case, run = self.one_of_told(Case, number), self.one_of_told(CaseRun, number)
        purpose = Purpose.BEFORE if before else Purpose.AFTER
        if what == "add":
            self.attempt(lambda: factories.case(self.cast, self.clock, incident))
        elif what == "run":
            self.attempt(lambda: case_runs.begin(actor, incident, version="v3", purpose=purpose, at=at))
        elif what == "set aside" and case is not None:
            self.attempt(lambda: cases.set_aside(actor, case, "It is no longer sold.", at))
        elif what in ("pass", "fail") and run is not None:
            self.attempt(lambda: self._give(actor, run, what == "pass"))

    def _give(self, actor: Person, run: CaseRun, passes: bool) -> None:
        there = results_of(run)
        rows = [case for case in self.of_told(Case) if case.incident_id == run.incident_id and case.id not in there]
        answer = "A colleague will help you." if passes else "Yes, you get a refund."
        for result in case_runs.give(actor, run, [(row.number, answer) for row in rows if row.active], self.clock()):
            if result.verdict is None:
                verdict = Verdict.PASS if passes else Verdict.FAIL
                case_runs.judge_result(actor, result, verdict, "Read by a person.", self.clock())

    @rule(names=st.sampled_from(PAIRS), number=numbers,
          what=st.sampled_from(DECIDING), control=st.sampled_from(ControlKind))  # fmt: skip
    def decide(self, names: list[str], number: int, what: str, control: ControlKind) -> None:
        """A control is proposed, written, agreed to or given up, by one after the other."""
        for name in names:
            actor, at = self.person(name), self.clock()
            decision = self.one_of_told(JointDecision, number)
            if what == "propose":
                self.attempt(lambda: self._propose(actor, number, control))  # noqa: B023 - called at once
            elif decision is not None:
                deeds: dict[str, Callable[[], object]] = {
                    "write": lambda: self._write(actor, decision),  # noqa: B023
                    "agree": lambda: decisions.agree(actor, decision, at),  # noqa: B023
                    "take back": lambda: decisions.take_back(actor, decision, "It changed.", at),  # noqa: B023
                    "decline": lambda: decisions.decline(actor, decision, "It costs too much.", at),  # noqa: B023
                    "withdraw": lambda: decisions.withdraw(actor, decision, "It is not needed.", at),  # noqa: B023
                    "alone": lambda: decisions.enforce_alone(actor, decision, "It burns.", at),  # noqa: B023
                }
                self.attempt(deeds[what])

    def _propose(self, actor: Person, number: int, control: ControlKind) -> None:
        texts = dict.fromkeys(parts_of(actor.department), WORDS) if actor.department else {}
        decision = decisions.propose(
            actor, self.incident(number), control=control, title="Less of it", texts=texts, at=self.clock()
        )
        other = self.person("ivo" if actor.department and actor.department.value == "ai" else "ada")
        self._write(other, decision)

    def _write(self, actor: Person, decision: JointDecision) -> None:
        if actor.department is not None:
            texts = {part: f"{decision.text_of(part)} {WORDS}" for part in parts_of(actor.department)}
            decisions.write(actor, decision, texts, decision.version_of(actor.department), self.clock())

    @rule(name=who, number=numbers, what=st.sampled_from(CARRYING_OUT), right=st.booleans())
    def carry_out(self, name: str, number: int, what: str, right: bool) -> None:
        """IT enforces a control; it is verified, sent back or lifted. By whose it is, or by anybody."""
        actor, at = self.person(WHOSE[what] if right else name), self.clock()
        decision = self.one_of_told(JointDecision, number)
        if decision is not None:
            deeds: dict[str, Callable[[], object]] = {
                "enforce": lambda: self._enforce(actor, decision),
                "verify": lambda: decisions.verify(actor, decision, "Ten trials: it holds.", at),
                "send back": lambda: decisions.send_back(actor, decision, "The test tenant.", at),
                "lift": lambda: decisions.lift(actor, decision, "It is corrected.", at),
            }
            self.attempt(deeds[what])

    def _enforce(self, actor: Person, decision: JointDecision) -> None:
        task = decision.task
        if task is not None:
            tasks.assign(actor, task, actor, self.clock())
            tasks.start(actor, task, self.clock())
            tasks.finish(actor, task, "It is off.", self.clock())

    @rule(name=st.sampled_from(("olu", "olu", "olu", *NAMES)), number=numbers, holds=st.booleans())
    def confirm(self, name: str, number: int, holds: bool) -> None:
        actor, incident, at = self.person(name), self.incident(number), self.clock()
        self.attempt(lambda: confirmations.answer(actor, incident, holds=holds, words="We tried it.", at=at))

    @rule(number=numbers)
    def lapse(self, number: int) -> None:
        asked = confirmations.current(self.incident(number))
        if asked is not None and asked.state.value == "asked":
            self.attempt(lambda: confirmations.lapse(asked, self.clock()))

    @rule(name=leads, number=numbers, what=st.sampled_from(RESTRICTING), other=st.sampled_from(NAMES))
    def restrict(self, name: str, number: int, what: str, other: str) -> None:
        actor, incident, someone, at = self.person(name), self.incident(number), self.person(other), self.clock()
        deeds: dict[str, Callable[[], object]] = {
            "restrict": lambda: restrictions.restrict(
                actor, incident, [self.cast.ada, self.cast.ivo, someone], "People are named in it.", at
            ),
            "name": lambda: restrictions.name_person(actor, incident, someone, "Needed.", at),
            "unname": lambda: restrictions.unname_person(actor, incident, someone, "Not needed.", at),
            "lift": lambda: restrictions.lift(actor, incident, "It is public now.", at),
        }
        self.attempt(deeds[what])
