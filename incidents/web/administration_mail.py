"""Administration of mail: whether any is sent, what waits, what failed and why, and trying it again."""

from flask import flash, redirect, render_template, url_for

from incidents.operations import mail as operations
from incidents.queries import mail as reading
from incidents.web.administration import Answer, blueprint
from incidents.web.edge import me, now
from incidents.web.extensions import countersign


@blueprint.get("/mail")
def mail() -> Answer:
    """Where mail goes, and how it goes."""
    settings = countersign().settings
    return render_template("administration/mail.html", settings=settings, mail=reading.standing())


@blueprint.post("/mail/attempts")
def mail_again() -> Answer:
    """Try everything again that was given up."""
    count = operations.try_again(me(), now())
    flash(f"{count} given up before {'is' if count == 1 else 'are'} tried again within a minute.", "success")
    return redirect(url_for(".mail"), code=303)
