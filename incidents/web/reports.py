"""Published reports: the library, one report, its PDF, and leadership's acknowledgement."""

from functools import lru_cache
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from incidents.access import Act, require
from incidents.domain.vocabulary import Affiliation, Severity
from incidents.models import Review
from incidents.operations.signing import acknowledge
from incidents.queries import library as reading
from incidents.web import arguments, load
from incidents.web.edge import me, now
from incidents.web.extensions import countersign
from incidents.web.review_signing import PDF_POLICY

if TYPE_CHECKING:
    from reports.verify import Verification

SUMMARIES = 16
"""Pages for leadership that are kept in memory, some 30 kB each, with the packets they were drawn from."""

VERSION = version("countersign")

blueprint = Blueprint("reports", __name__, url_prefix="/reports")


@blueprint.get("")
def library() -> str:
    """Published reports, the newest revision of each incident. Leadership sees first what it has not acknowledged."""
    leads_company = me().affiliation is Affiliation.LEADERSHIP
    filters = reading.Filters(
        severity=arguments.word("severity", Severity),
        system_id=arguments.number("system"),
        unread=leads_company and request.args.get("unread") == "yes",
    )
    page = reading.library(me(), filters, arguments.number("after"))
    return render_template(
        "reports/library.html",
        page=page,
        further=url_for(
            ".library",
            severity=filters.severity,
            system=filters.system_id,
            unread="yes" if filters.unread else None,
            after=page.following,
        ),
        filters=filters,
        narrowed=filters != reading.Filters(),
        systems=[(system.id, system.name) for system in reading.systems_with_reports(me())],
        acknowledges=leads_company,
        to_read=reading.to_read(me()) if leads_company else 0,
    )


@blueprint.get("/<reference>")
def show(reference: str) -> str:
    """One report: what it says in short, who answers for it, and the file itself."""
    review = _published(reference)
    report = reading.report(me(), review)
    checked = _checked(review) if request.args.get("check") else None
    return render_template("reports/show.html", report=report, mine=report.acknowledged_by(me()), checked=checked)


@blueprint.get("/<reference>.pdf")
def pdf(reference: str) -> Response:
    """The signed file, byte for byte as it was signed. Its ETag is its SHA-256."""
    review = _published(reference)
    require(me(), Act.READ_REPORT, review)
    content, name = _file(review)
    answer = Response(content, mimetype="application/pdf")
    answer.set_etag(name)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = PDF_POLICY
    how = "attachment" if request.args.get("download") else "inline"
    answer.headers["Content-Disposition"] = f'{how}; filename="{_name(review)}.pdf"'
    answer.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return answer


@blueprint.get("/<reference>/summary.pdf")
def summary(reference: str) -> Response:
    """The page for leadership alone, for whoever may read the report. Its ETag follows from the packet."""
    review = _published(reference)
    require(me(), Act.READ_REPORT, review)
    answer = Response(mimetype="application/pdf")
    answer.set_etag(f"summary-{VERSION}-{review.digest}")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = PDF_POLICY
    answer.headers["Content-Disposition"] = f'inline; filename="{_name(review)}-summary.pdf"'
    answer.make_conditional(request)
    if answer.status_code == HTTPStatus.OK:
        assert review.packet is not None, "it was frozen before it was published"  # noqa: S101
        answer.set_data(_summary(review.packet))
    return answer


@lru_cache(maxsize=SUMMARIES)
def _summary(packet: str) -> bytes:
    """One page takes a fraction of a second, so it is drawn when it is asked for; the last few are kept."""
    from reports.packet import from_json
    from reports.summary import render

    return render(from_json(packet.encode()))


@blueprint.post("/<reference>/acknowledgement")
def acknowledgement(reference: str) -> BaseResponse:
    """Note that leadership has read this revision."""
    review = _published(reference)
    load.incident(review.incident.reference)  # locks it, so that a double click is kept once
    acknowledge(me(), review, at=now())
    flash(f"You have acknowledged {review.incident.reference}, revision {review.revision}.", "success")
    return redirect(url_for(".show", reference=reference, revision=review.revision), code=303)


@blueprint.get("/trust.pem")
def trust() -> Response:
    """The organisation's root certificate: with it, any PDF reader checks our signatures."""
    answer = Response(countersign().authority.root_certificate_pem, mimetype="application/x-pem-file")
    answer.headers["Content-Disposition"] = 'attachment; filename="countersign-root-certificate.pem"'
    return answer


@blueprint.get("/<any(packet, quarter, verification):name>.schema.json")
def schema(name: str) -> Response:
    """What programs find in a report's attached packet, in a quarterly report's, and in the answer of verifying."""
    from reports.published import schema_of

    answer = Response(schema_of(name), mimetype="application/schema+json")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


def _file(review: Review) -> tuple[bytes, str]:
    """The signed file and its SHA-256. A published review always has one."""
    assert review.rendering is not None  # noqa: S101
    assert review.rendering.sha256 is not None  # noqa: S101
    return countersign().store.get(review.rendering.sha256), review.rendering.sha256


def _checked(review: Review) -> "Verification":
    from reports.verify import verify

    return verify(_file(review)[0], countersign().trust)


def _name(review: Review) -> str:
    return f"{review.incident.reference}-revision-{review.revision}"


def _published(reference: str) -> Review:
    return load.published(reference, arguments.number("revision"))
