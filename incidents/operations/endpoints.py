"""OpenAI-compatible endpoints of AI systems, configured by an administrator. The key itself is never kept."""

import re
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.case import KEY_PREFIX
from incidents.domain.errors import Invalid
from incidents.models import ModelEndpoint, Person, System, db
from incidents.signals import publish

_VARIABLE = re.compile(rf"{KEY_PREFIX}[A-Z0-9_]{{1,80}}")


def save_endpoint(
    actor: Person,
    endpoint: ModelEndpoint | None,
    *,
    system: System,
    name: str,
    base_url: str,
    model: str,
    key_variable: str = "",
    active: bool = True,
    at: datetime,
) -> ModelEndpoint:
    """Add or change an endpoint. `key_variable` names a variable of the environment, or is empty for none."""
    require(actor, Act.ADMINISTER)
    name = text.line("name", name, "a name", 120)
    _refuse_taken(system, name, endpoint)
    change = "added" if endpoint is None else "changed" if active else "retired"
    endpoint = endpoint or ModelEndpoint()
    endpoint.system, endpoint.name, endpoint.active = system, name, active
    endpoint.base_url = _address(base_url)
    endpoint.model = text.line("model", model, "the model's name, as the endpoint knows it", 200)
    endpoint.key_variable = _variable(key_variable)
    db.session.add(endpoint)
    db.session.flush()
    publish(
        events.ModelEndpointSaved(
            actor=actor.as_actor(),
            at=at,
            endpoint_id=endpoint.id,
            name=name,
            system=system.name,
            change=change,
            base_url=endpoint.base_url,
            model=endpoint.model,
            key_variable=endpoint.key_variable,
        )
    )
    return endpoint


def _address(typed: str) -> str:
    address = text.line("base_url", typed, "the base address, such as https://models.example/v1", 500).rstrip("/")
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise Invalid(
            "base_url", "Give an address that begins with http:// or https://, such as https://models.example/v1."
        )
    if parts.username or parts.password or parts.query or parts.fragment or " " in address:
        raise Invalid("base_url", "Give the address alone: no name, password, query or fragment in it.")
    return address


def _variable(typed: str) -> str:
    name = typed.strip()
    if name and _VARIABLE.fullmatch(name) is None:
        raise Invalid(
            "key_variable",
            f"Name a variable of the environment that begins with {KEY_PREFIX}, in capitals. Never the key itself.",
        )
    return name


def _refuse_taken(system: System, name: str, endpoint: ModelEndpoint | None) -> None:
    query = sa.select(ModelEndpoint.id).where(ModelEndpoint.system_id == system.id, ModelEndpoint.name == name)
    taken = db.session.scalar(query)
    if taken is not None and (endpoint is None or taken != endpoint.id):
        raise Invalid("name", f"{system.name} has an endpoint of this name already. Choose another name.")
