"""The `countersign` command: run the product, look after it, and check what it issued."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from incidents.archiving import archive
from incidents.authority_commands import authority, check_keys
from incidents.command_line import application
from incidents.config import BadSetting, Settings
from incidents.context import Countersign
from incidents.domain.errors import CountersignError
from incidents.verifying import schema, verify


class Teaching(click.Group):
    """A group that tells people's mistakes in a sentence, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal ends with status 1."""
        try:
            return super().invoke(ctx)
        except (BadSetting, CountersignError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Teaching, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Countersign: incidents of AI systems, from a harmful output to a countersigned report.

    Everything that is written lies in one folder, ./instance or what COUNTERSIGN_HOME names.

    \b
    Try it:          countersign serve --demo
    Start for real:  countersign init, then countersign serve
    """


@main.command()
@click.option("--demo", is_flag=True, help="Load the demonstration first when the home is empty.")
@click.option("--worker/--no-worker", default=True, help="Run the worker beside the web (default), or the web alone.")
def serve(demo: bool, worker: bool) -> None:
    """Serve the web pages, and the worker beside them. Ctrl-C ends both.

    Address and port come from COUNTERSIGN_HOST and COUNTERSIGN_PORT (127.0.0.1 and 8000). On an empty home the first
    page offers to found your organisation; it asks for the code that is printed here.
    """
    from incidents.database import dispose
    from incidents.serving import run, welcome

    with application() as own:
        if demo:
            load_demo(own)
        message = welcome(own)
        check_keys(own)
        dispose()
    sys.exit(run(own.settings, worker=worker, message=message))


@main.command()
def worker() -> None:
    """Run the worker alone: it renders and seals reports.

    `countersign serve` runs one already. Start more of them for more speed: they share the work safely.
    """
    from incidents.app import create_app
    from incidents.serving import run_worker

    run_worker(create_app(Settings.from_environment()))


@main.command()
def demo() -> None:
    """Load the demonstration into an empty home: an invented organisation, retold public incidents.

    Every step is played by the real operations, so it takes a minute. Nothing is loaded where something is already.
    """
    with application() as own:
        if not load_demo(own):
            click.echo("There is an organisation here already; nothing was loaded.")


def load_demo(own: Countersign) -> bool:
    """Play the demonstration on an empty home. Returns whether it was played. Refused in production."""
    from incidents.demo.player import play
    from incidents.operations.organisation import here

    if own.settings.production:
        raise click.ClickException("COUNTERSIGN_ENVIRONMENT is production: a demonstration is refused there.")
    if here() is not None:
        return False
    with click.progressbar(length=100, label="Playing the demonstration", file=sys.stderr) as bar:
        play(own, datetime.now(UTC).replace(microsecond=0), lambda done, of: bar.update(100 * done // of - bar.pos))
    return True


@main.command()
@click.option("--organisation", prompt="Name of the organisation", help="Printed on every page and report.")
@click.option("--time-zone", prompt="Time zone (IANA)", default="UTC", help="Printed in reports, e.g. Europe/Paris.")
@click.option("--name", prompt="Your name", help="The first administrator.")
@click.option("--email", prompt="Your e-mail address", help="What the administrator logs in with.")
@click.option(
    "--password", prompt="Your password", hide_input=True, confirmation_prompt=True, help="12 characters at least."
)
@click.option("--unit", "units", multiple=True, help="A business unit; give as many as you like.")
def init(organisation: str, time_zone: str, name: str, email: str, password: str, units: tuple[str, ...]) -> None:
    """Found a real, empty organisation: first administrator, seal, business units.

    Asks for what is not given. The certificate authority and the seal are made in the folder `keys` of the home.
    """
    from incidents.founding import found_organisation

    with application() as own:
        found_organisation(
            own,
            organisation=organisation,
            time_zone=time_zone,
            name=name,
            email=email,
            password=password,
            units=units or ("Operations",),
            at=datetime.now(UTC),
        )
    click.echo(f"{organisation} is founded. Run “countersign serve” and log in as {email}.")


@main.group()
def user() -> None:
    """Look after people."""


@user.command("add")
@click.option("--email", required=True, help="What the person logs in with.")
@click.option("--name", required=True, help="Printed on pages, in the record and in reports.")
@click.option("--affiliation", type=click.Choice(["business", "ai", "it", "leadership", "none"]), required=True)
@click.option("--rank", type=click.Choice(["member", "lead"]), help="For ai and it only.")
@click.option("--unit", help="For business only: the name of a unit that exists.")
@click.option("--title", default="", help="Job title, printed with signatures.")
@click.option("--administrator", is_flag=True, help="May look after people, units and systems as well.")
@click.option("--time-zone", default="UTC", show_default=True, help="Zone of the person's own pages (IANA name).")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="12 characters at least.")
def user_add(
    email: str,
    name: str,
    affiliation: str,
    rank: str | None,
    unit: str | None,
    title: str,
    administrator: bool,
    time_zone: str,
    password: str,
) -> None:
    """Add a person who may log in.

    \b
    countersign user add --email ivo@example.org --name "Ivo Novak" --affiliation it --rank lead
    """
    from incidents.domain.vocabulary import Affiliation, Rank
    from incidents.operations.people import add_person
    from incidents.queries.people import first_administrator, unit_named

    with application():
        person = add_person(
            first_administrator(),
            name=name,
            email=email,
            password=password,
            affiliation=None if affiliation == "none" else Affiliation(affiliation),
            rank=Rank(rank) if rank else None,
            unit=unit_named(unit) if unit else None,
            title=title,
            administrator=administrator,
            time_zone=time_zone,
            at=datetime.now(UTC),
        )
        click.echo(f"{person.name} ({person.belongs_to}) can log in as {person.email}.")


@main.command()
def reports() -> None:
    """List the published reports, a reference a line."""
    from incidents.queries.published import published_references

    with application():
        for reference in published_references():
            click.echo(reference)


@main.command()
@click.argument("reference", metavar="AI-7")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option("--revision", type=int, help="An older revision; the newest published one by default.")
@click.option("--json", "as_json", is_flag=True, help="The attached packet (JSON) instead of the PDF.")
def report(reference: str, output: Path | None, revision: int | None, as_json: bool) -> None:
    """Write the countersigned PDF of a published report to a file, byte for byte as it was signed.

    With --json, write the packet that is attached to it: to a file, or to the terminal without one.
    """
    from incidents.queries.published import published_file

    if output is None and not as_json:
        raise click.UsageError("Name the file to write with --output.")
    with application() as own:
        sha256 = published_file(reference, revision)
        if sha256 is None:
            raise click.ClickException(f"There is no published report {reference}. “countersign reports” lists them.")
        content = own.store.get(sha256)
    if as_json:
        from reports.attached import packet_of

        content = packet_of(content)
    if output is None:
        click.echo(content)
        return
    output.write_bytes(content)
    click.echo(f"{output}: {output.stat().st_size:,} bytes")


@main.command()
@click.argument("period", metavar="2026-Q3")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; 2026-Q3.pdf here.")
@click.option("--again", is_flag=True, help="Make a new edition although there is a final one.")
def quarter(period: str, out: Path | None, again: bool) -> None:
    """Write the sealed quarterly report of a quarter to a file, and make it first where there is none.

    Of a quarter that is not over a new, preliminary edition is made each time.
    """
    from incidents.delivery import quarterly
    from incidents.models import db
    from incidents.operations.quarters import request_by_command
    from incidents.queries.quarters import final

    with application() as own:
        kept = None if again else final(period)
        if kept is None:
            kept = request_by_command(period, datetime.now(UTC).replace(microsecond=0))
            db.session.commit()
            quarterly.render(kept.id, lambda: datetime.now(UTC))
        assert kept.sha256 is not None  # noqa: S101 - it was sealed just now, or before
        target = out or Path(f"{kept.quarter}.pdf")
        target.write_bytes(own.store.get(kept.sha256))
        preliminary = ", preliminary" if kept.preliminary else ""
        click.echo(f"{target}: {kept.quarter}, edition {kept.edition}{preliminary}, {target.stat().st_size:,} bytes")


main.add_command(archive)
main.add_command(verify)
main.add_command(schema)


@main.group()
def audit() -> None:
    """Look after the audit trail."""


@audit.command("verify")
def audit_verify() -> None:
    """Recompute every hash chain and name the first broken link of each.

    Ends with status 0 when all are whole, and with 1 when any is not.
    """
    from incidents.queries.audit import verify_all

    broken = 0
    with application():
        for verdict in verify_all():
            where = "" if verdict.broken_at is None else f"broken at entry {verdict.broken_at}: "
            click.echo(f"{verdict.chain}: {verdict.length} entries, {where}{verdict.finding}")
            broken += verdict.broken_at is not None
    sys.exit(1 if broken else 0)


main.add_command(authority)


if __name__ == "__main__":
    main()
