"""The evidence hold: what is sealed before anybody changes the system (“freeze before fix”).

EU AI Act, Article 73(6): no investigation that alters the system in a way which may affect a later evaluation of the
causes, before the authorities are told. The hold keeps the causes open to evaluation whoever asks later.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from incidents.domain import correction
from incidents.domain.vocabulary import Department, TaskKind


class HoldItem(StrEnum):
    """What belongs to the state of an AI system, in the order of the checklist."""

    MODEL_AND_VERSION = "model_and_version"
    SYSTEM_PROMPT = "system_prompt"
    POLICY_AND_GUARDRAILS = "policy_and_guardrails"
    TOOL_SCOPES = "tool_scopes"
    RETRIEVAL_INDEX = "retrieval_index"
    CONFIGURATION = "configuration"
    TRACES = "traces"

    @property
    def label(self) -> str:
        """The name that pages and exports print."""
        return {"policy_and_guardrails": "Policy and guardrail versions"}.get(
            self.value, self.value.replace("_", " ").capitalize()
        )

    @property
    def guidance(self) -> str:
        """What belongs here, for the person who seals it."""
        return GUIDANCE[self]

    @property
    def known_to(self) -> Department:
        """Who usually knows it. The AI department supplies what only it knows; IT seals everything."""
        return Department.AI if self in _KNOWN_TO_AI else Department.IT


_KNOWN_TO_AI = frozenset({HoldItem.SYSTEM_PROMPT, HoldItem.POLICY_AND_GUARDRAILS, HoldItem.RETRIEVAL_INDEX})

GUIDANCE: Mapping[HoldItem, str] = MappingProxyType(
    {
        HoldItem.MODEL_AND_VERSION: "Vendor, model, exact version or snapshot, and the endpoint that served it.",
        HoldItem.SYSTEM_PROMPT: "The prompt bundle as deployed, word for word, with its version.",
        HoldItem.POLICY_AND_GUARDRAILS: "Which usage policy, filters and guardrails were in force, in which version.",
        HoldItem.TOOL_SCOPES: "Which tools and integrations it could call, and what each was allowed to do.",
        HoldItem.RETRIEVAL_INDEX: "Snapshot or version of what it could look up, and how it was ranked.",
        HoldItem.CONFIGURATION: "Temperature and other parameters, feature flags, routing, limits.",
        HoldItem.TRACES: "Logs and traces of the conversations or calls concerned, with their period.",
    }
)


class HoldState(StrEnum):
    """Where an item stands. No row at all is an open item; `SUPPLIED` waits for IT to seal it."""

    SUPPLIED = "supplied"
    SEALED = "sealed"
    NOT_APPLICABLE = "not_applicable"

    @property
    def settles(self) -> bool:
        """Whether the item holds nobody up any more."""
        return self is not HoldState.SUPPLIED


GATED: Mapping[TaskKind, str] = MappingProxyType(
    {
        TaskKind.ROLLBACK: "A rollback replaces the state that misbehaved.",
        TaskKind.CONFIGURATION_CHANGE: "A configuration change overwrites the prompt, parameters or guardrails.",
        TaskKind.DATA_ADJUSTMENT: "A data adjustment overwrites what the system could look up.",
        TaskKind.POLICY_UPDATE: "A policy update overwrites the policy and guardrails that were in force.",
    }
)
"""Kinds of work that change the system, with the reason: a rollback, and whatever begins a correction.

Not here, so that they never wait: restricting, isolating and sealing; an enforced control, whose way back both
departments wrote down; keeping production up; measuring; asking the vendor.
"""

assert set(GATED) == correction.BEGINS | {TaskKind.ROLLBACK}, "the law names a rollback or a correction"  # noqa: S101


def digest(item: HoldItem, note: str, file_sha256: str | None) -> str:
    """SHA-256 (lower-case hexadecimal) of what was sealed, so that anybody can compute it again from the export.

    Over three lines of UTF-8: the item's key, the file's SHA-256 or “-”, and the note as it stands.
    """
    return hashlib.sha256(f"{item.value}\n{file_sha256 or '-'}\n{note}".encode()).hexdigest()
