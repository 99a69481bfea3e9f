"""HTTP in: parse, call one operation, answer. No rules here, and no SQL that writes."""

from typing import Any

from flask import Flask

from incidents.web import (
    account,
    actions,
    administration,
    administration_certificates,
    administration_mail,
    administration_playbooks,
    administration_targets,
    bulletins,
    case_exchange,
    case_runs,
    cases,
    changes,
    classification,
    clocks,
    confirmations,
    costs,
    decisions,
    edge,
    errors,
    evidence,
    figures,
    filters,
    hold,
    home,
    incidents,
    model_endpoints,
    notices,
    obligation_moves,
    obligations,
    overrides,
    playbooks,
    quarters,
    readiness,
    relations,
    reports,
    restrictions,
    review_drafting,
    review_signing,
    reviews,
    revoked,
    setup,
    signing_certificate,
    suspicions,
    task_moves,
    tasks,
    verification,
    watching,
)
from incidents.web import register as register_pages
from incidents.web.converters import RowNumber
from incidents.web.extensions import limiter

BLUEPRINTS = (
    account.blueprint,
    actions.blueprint,
    administration.blueprint,
    bulletins.blueprint,
    cases.blueprint,
    changes.blueprint,
    classification.blueprint,
    clocks.blueprint,
    confirmations.blueprint,
    costs.blueprint,
    decisions.blueprint,
    evidence.blueprint,
    figures.blueprint,
    hold.blueprint,
    home.blueprint,
    incidents.blueprint,
    notices.blueprint,
    obligations.blueprint,
    overrides.blueprint,
    playbooks.blueprint,
    quarters.blueprint,
    readiness.blueprint,
    register_pages.blueprint,
    relations.blueprint,
    reports.blueprint,
    restrictions.blueprint,
    reviews.blueprint,
    setup.blueprint,
    tasks.blueprint,
    verification.blueprint,
    watching.blueprint,
)

FURTHER_VIEWS = (
    administration_certificates,
    administration_mail,
    administration_playbooks,
    administration_targets,
    case_exchange,
    case_runs,
    model_endpoints,
    obligation_moves,
    review_drafting,
    review_signing,
    revoked,
    signing_certificate,
    suspicions,
    task_moves,
)
"""Modules with more views of a blueprint above. Importing them is what puts the views there."""


def register(app: Flask) -> None:
    """Put the web side on the application."""
    app.url_map.converters["int"] = RowNumber
    limiter.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    log_in: Any = limiter.limit("10 per minute", methods=["POST"])(app.view_functions["security.login"])
    app.view_functions["security.login"] = log_in
    edge.guard(app)
    errors.register(app)
    filters.register(app)
