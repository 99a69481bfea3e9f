"""`countersign verify` and `countersign schema`: checking what was issued, and what programs find in it."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from incidents.config import Settings

if TYPE_CHECKING:
    from reports.record import Record
    from reports.trust import Trust
    from reports.verify import Verification

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WRONG_USAGE = 2
"""The exit status that click itself gives, too."""


class Unusable(click.ClickException):
    """What was given cannot be used; nothing was verified."""

    exit_code = WRONG_USAGE


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--trust",
    type=FILE,
    multiple=True,
    help="Root certificate (PEM) of the organisation that issued it; this home's own by default.",
)
@click.option("--time-trust", type=FILE, multiple=True, help="Root certificate (PEM) of a time-stamping authority.")
@click.option("--crl", type=FILE, multiple=True, help="Revocation list (DER or PEM) beside those in the file.")
@click.option("--json", "as_json", is_flag=True, help="The answer for programs: docs/verification.md.")
def verify(
    file: Path, trust: tuple[Path, ...], time_trust: tuple[Path, ...], crl: tuple[Path, ...], as_json: bool
) -> None:
    """Say whether a report is genuine: who signed, when, and whether a byte changed since.

    Ends with status 0 only when everything holds, with 1 when anything does not, and with 2 when nothing could be
    verified, because an option or a file cannot be used. A report that was superseded is genuine: it says so.
    """
    from incidents.verified_text import lines
    from reports.answer import answer
    from reports.answer_form import to_plain
    from reports.verify import verify as check

    pdf, home = file.read_bytes(), _home() if _lives_somewhere() or not trust else None
    trusted = _trust(trust, time_trust, crl, home)
    verification = check(pdf, trusted)
    given = answer(pdf, verification, _record(pdf, verification, trusted, home))
    if as_json:
        click.echo(json.dumps(to_plain(given), indent=2))
    else:
        for line in lines(given, file.name, _signs(), click.style):
            click.echo(line, color=_coloured())
    sys.exit(0 if given.genuine else 1)


@click.command()
@click.argument("name", type=click.Choice(["packet", "quarter", "verification"]), default="packet")
def schema(name: str) -> None:
    """Print the JSON Schema of a report's packet, of a quarterly report's, or of what verify --json answers."""
    from reports.published import schema_of

    click.echo(schema_of(name), nl=False)


def _trust(trust: tuple[Path, ...], time: tuple[Path, ...], crl: tuple[Path, ...], home: Settings | None) -> "Trust":
    """What the options name, on top of this home's own where no organisation is named."""
    from incidents.trusted import own_trust
    from reports.trust import Trust, Unreadable

    try:
        given = Trust.of(_bytes(trust), _bytes(time), [_der(content) for content in _bytes(crl)])
        own = own_trust(home) if home and not trust else Trust.of([])
    except Unreadable as error:
        raise Unusable(str(error)) from error
    if not trust and not own.organisation:
        raise Unusable("No organisation lives here. Name its root certificate with --trust.")
    return Trust(
        given.organisation + own.organisation,
        given.time + own.time,
        given.revocation_lists + own.revocation_lists,
    )


def _record(pdf: bytes, verification: "Verification", trusted: "Trust", home: Settings | None) -> "Record | None":
    """What the record of this home says, where this home issued the file: its own root alone must prove that."""
    import hashlib

    from incidents.command_line import application
    from incidents.operations.organisation import here
    from incidents.queries.record import record_of
    from incidents.trusted import own_trust
    from reports.answer import proves
    from reports.verify import verify as check

    own = own_trust(home) if home else None
    if own is None or not own.organisation or not proves(verification):
        return None
    if set(trusted.organisation) != set(own.organisation):
        verification = check(pdf, own)
    with application():
        return record_of(verification, hashlib.sha256(pdf).hexdigest()) if here() else None


def _home() -> Settings:
    return Settings.from_environment()


def _lives_somewhere() -> bool:
    """Whether there is a home already: verifying with --trust never makes one."""
    return Path(os.environ.get("COUNTERSIGN_HOME", "").strip() or "instance").expanduser().is_dir()


def _bytes(paths: tuple[Path, ...]) -> list[bytes]:
    return [path.read_bytes() for path in paths]


def _der(crl: bytes) -> bytes:
    """A revocation list as DER, whichever of both forms it has."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.load_pem_x509_crl(crl).public_bytes(Encoding.DER) if crl.startswith(b"-----BEGIN") else crl


def _coloured() -> bool | None:
    """None leaves it to whether this is a terminal; NO_COLOR (no-color.org) forbids it."""
    return False if os.environ.get("NO_COLOR") else None


def _signs() -> tuple[str, str]:
    """The signs for “holds” and “does not hold”, as the terminal can write them."""
    try:
        "✓✗".encode(sys.stdout.encoding or "ascii")
    except (UnicodeError, LookupError):
        return "[ok]", "[NO]"
    return "✓", "✗"
