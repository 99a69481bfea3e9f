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
    assets,
    assignment,
    bulletins,
    case_exchange,
    case_runs,
    cases,
    changes,
    classification,
    clocks,
    compression,
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
    queue,
    readiness,
    relations,
    report_corrections,
    reports,
    restrictions,
    review_drafting,
    review_previews,
    review_signing,
    review_talk,
    review_writing,
    reviews,
    revoked,
    saved_views,
    search,
    setup,
    signing_certificate,
    similar,
    style,
    suspicions,
    task_moves,
    tasks,
    timeline,
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
    report_corrections.blueprint,
    reports.blueprint,
    restrictions.blueprint,
    reviews.blueprint,
    search.blueprint,
    setup.blueprint,
    style.blueprint,
    tasks.blueprint,
    timeline.blueprint,
    verification.blueprint,
    watching.blueprint,
)

FURTHER_VIEWS = (
    administration_certificates,
    administration_mail,
    administration_playbooks,
    administration_targets,
    assignment,
    case_exchange,
    case_runs,
    model_endpoints,
    obligation_moves,
    queue,
    review_drafting,
    review_previews,
    review_signing,
    review_talk,
    review_writing,
    revoked,
    saved_views,
    signing_certificate,
    similar,
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
    compression.register(app)
    assets.register(app)
    errors.register(app)
    filters.register(app)
