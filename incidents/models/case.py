"""Reproduction cases, the runs of them on a version, the results, and the endpoints that can be asked."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.case import CaseText, Check, Purpose, RunState, Source, Verdict
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person
from incidents.models.system import System


class ReproductionCase(Base):
    """What was asked, what came back, and what should have. `number` counts within the incident, from 1."""

    __tablename__ = "reproduction_case"
    __table_args__ = (
        sa.UniqueConstraint("incident_id", "number"),
        one_of("check_kind", Check),
        sa.CheckConstraint("(check_kind = 'person') = (value = '')", name="a_check_has_a_value"),
        sa.CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_by_id IS NULL) AND (set_aside_at IS NULL OR set_aside_reason <> '')",
            name="set_aside_by_somebody",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    prompt: Mapped[str] = mapped_column(sa.Text)
    context: Mapped[str] = mapped_column(sa.Text, default="")
    observed: Mapped[str] = mapped_column(sa.Text, default="")
    expected: Mapped[str] = mapped_column(sa.Text)
    check_kind: Mapped[Check] = mapped_column(vocabulary(Check), default=Check.PERSON)
    value: Mapped[str] = mapped_column(sa.Text, default="")
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    set_aside_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    set_aside_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    set_aside_reason: Mapped[str] = mapped_column(sa.Text, default="")

    incident: Mapped[Incident] = relationship()
    added_by: Mapped[Person] = relationship(foreign_keys=[added_by_id])
    set_aside_by: Mapped[Person | None] = relationship(foreign_keys=[set_aside_by_id])

    @property
    def active(self) -> bool:
        """Whether it is run, and stands in the way of “verified” until it passes."""
        return self.set_aside_at is None

    @property
    def text(self) -> CaseText:
        """What it says, as it is exported."""
        return CaseText(
            self.title, self.prompt, self.expected, self.context, self.observed, self.check_kind, self.value
        )


class ModelEndpoint(Base):
    """An OpenAI-compatible endpoint of a system. `key_variable` names a variable of the environment, or is empty.

    The key itself is never kept: the worker reads it when it asks.
    """

    __tablename__ = "model_endpoint"
    __table_args__ = (sa.UniqueConstraint("system_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    system_id: Mapped[int] = mapped_column(sa.ForeignKey("system.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    base_url: Mapped[str] = mapped_column(sa.String(500))
    model: Mapped[str] = mapped_column(sa.String(200))
    key_variable: Mapped[str] = mapped_column(sa.String(120), default="")
    active: Mapped[bool] = mapped_column(default=True)

    system: Mapped[System] = relationship()


class CaseRun(Base):
    """The cases of an incident on one version. `round` counts reopenings; `attempt` how often the worker was asked."""

    __tablename__ = "case_run"
    __table_args__ = (
        one_of("purpose", Purpose),
        one_of("source", Source),
        one_of("state", RunState),
        sa.CheckConstraint("(source = 'endpoint') = (endpoint_id IS NOT NULL)", name="an_endpoint_is_asked"),
        sa.CheckConstraint("(source = 'hand') = (state = 'open')", name="by_hand_stays_open"),
        sa.Index("ix_case_run_incident", "incident_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    round: Mapped[int]
    version: Mapped[str] = mapped_column(sa.String(120))
    purpose: Mapped[Purpose] = mapped_column(vocabulary(Purpose))
    source: Mapped[Source] = mapped_column(vocabulary(Source))
    endpoint_id: Mapped[int | None] = mapped_column(sa.ForeignKey("model_endpoint.id"))
    state: Mapped[RunState] = mapped_column(vocabulary(RunState))
    attempt: Mapped[int] = mapped_column(default=1)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    started_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship()
    endpoint: Mapped[ModelEndpoint | None] = relationship()
    started_by: Mapped[Person] = relationship()
    results: Mapped[list["CaseResult"]] = relationship(back_populates="run", order_by="CaseResult.id")


class CaseResult(Base):
    """What a version answered to a case. `checked` is what the check said, `judged` what a person said over it."""

    __tablename__ = "case_result"
    __table_args__ = (
        sa.UniqueConstraint("run_id", "case_id"),
        one_of("checked", Verdict),
        one_of("judged", Verdict),
        sa.CheckConstraint(
            "(judged IS NULL) = (judged_by_id IS NULL) AND (judged IS NULL) = (judged_at IS NULL)",
            name="judged_by_somebody",
        ),
        sa.Index("ix_case_result_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("case_run.id"))
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("reproduction_case.id"))
    output: Mapped[str] = mapped_column(sa.Text)
    given_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked: Mapped[Verdict | None] = mapped_column(vocabulary(Verdict))
    judged: Mapped[Verdict | None] = mapped_column(vocabulary(Verdict))
    judged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_note: Mapped[str] = mapped_column(sa.Text, default="")

    run: Mapped[CaseRun] = relationship(back_populates="results")
    case: Mapped[ReproductionCase] = relationship()
    given_by: Mapped[Person | None] = relationship(foreign_keys=[given_by_id])
    judged_by: Mapped[Person | None] = relationship(foreign_keys=[judged_by_id])

    @property
    def verdict(self) -> Verdict | None:
        """A person's word over the check's; None while it waits for one."""
        return self.judged or self.checked
