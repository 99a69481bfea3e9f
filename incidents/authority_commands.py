"""`countersign authority`: what the organisation's certificates hang on, and how that is changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from incidents.command_line import application
from incidents.context import Countersign

if TYPE_CHECKING:
    from reports.identity import Authority, SigningKey

PEM = b"-----BEGIN "
RESTART = "Restart Countersign: what runs now still holds the keys of before."


@click.group()
def authority() -> None:
    """Look after the certificate authority and the organisation's seal."""


@authority.command()
def show() -> None:
    """Show who issues the organisation's certificates, until when, and where its keys live."""
    from incidents.queries.certificates import issued

    with application() as own, telling():
        opened, (in_use, replaced) = own.authority, issued()
        rows = {
            "Organisation": opened.organisation,
            "Issued by": _issuer(opened),
            "Issuer ends": _day(opened.issuer_certificate.not_valid_after_utc),
            "Seal ends": _day(opened.seal.certificate.not_valid_after_utc),
            "Keys": _where(own),
            "Leads": f"{in_use} certificates in use, {replaced} replaced",
            "Trusted roots": f"{len(own.trust.organisation)}, with those of earlier authorities",
            "Root (SHA-256)": opened.root_fingerprint,
        }
        for label, value in rows.items():
            click.echo(f"{label + ':':<16}{value}")
        _warn(own)


@authority.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The encrypted private key (PEM), where FILE has certificates only.",
)
@click.option(
    "--chain",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Further certificates (PEM), where FILE does not reach up to the root.",
)
@click.option("--yes", is_flag=True, help="Do not ask before the authority of before is set aside.")
def import_issuer(file: Path, key: Path | None, chain: Path | None, yes: bool) -> None:
    """Issue certificates with an intermediate under the company's own root from now on.

    FILE is a PKCS#12 key store, or certificates in PEM form with --key. With keys in a token it is the certificates
    alone: the intermediate's key is in the token already. Asks for the passphrase of the key.
    """
    from incidents.operations.authority import take_over
    from incidents.queries.people import first_administrator

    with application() as own, telling():
        actor = first_administrator()
        issuer = _opened(own, file, key, chain)
        if not yes:
            click.confirm("The present authority is set aside, and leads enrol again. Go on?", abort=True)
        passphrase, at = own.settings.seal_passphrase, datetime.now(UTC)
        listed = own.settings.revocation_address
        taken = take_over(actor, own.settings.keys, issuer, passphrase, own.token, at, listed)
    end = _day(taken.issuer_certificate.not_valid_after_utc)
    click.echo(f"Certificates are issued by {_issuer(taken)} until {end}.")
    click.echo("Reports that are signed already stay valid. Leads enrol again under their account.")
    click.echo(RESTART)


@authority.command("renew-seal")
def renew_seal() -> None:
    """Give the organisation's seal a new key and certificate; what the old one sealed stays valid."""
    from incidents.operations import authority as operations
    from incidents.queries.people import first_administrator

    with application() as own, telling():
        passphrase = own.settings.seal_passphrase
        renewed = operations.renew_seal(
            first_administrator(),
            own.authority,
            own.settings.keys,
            passphrase,
            datetime.now(UTC),
            own.settings.revocation_address,
        )
    click.echo(f"The new seal is valid until {_day(renewed.seal.certificate.not_valid_after_utc)}.")
    click.echo(RESTART)


def check_keys(own: Countersign) -> None:
    """Before serving: the token can be reached with this PIN, and nothing ends soon without a warning."""
    with telling():
        if own.token is not None:
            own.token.check()
    _warn(own)


@contextmanager
def telling() -> Iterator[None]:
    """Tells what is wrong with keys and certificates in a sentence."""
    from reports.identity import CertificateError, KeyStoreError

    try:
        yield
    except (CertificateError, KeyStoreError) as error:
        raise click.ClickException(str(error)) from error


def _opened(own: Countersign, file: Path, key: Path | None, chain: Path | None) -> "SigningKey":
    from reports import keys
    from reports.identity import SigningKey

    data, further = file.read_bytes(), chain.read_bytes() if chain else b""
    if own.token is not None:
        if key is not None or PEM not in data:
            raise click.ClickException("The organisation's keys are in a token. Give the certificates alone (PEM).")
        return SigningKey.of_token(own.token, keys.read_certificates(data + b"\n" + further))
    if PEM in data and key is None:
        raise click.ClickException(f"{file} holds certificates. Name the file of the private key with --key.")
    passphrase = click.prompt(f"Passphrase of {key or file}", hide_input=True)
    try:
        if key is not None:
            return SigningKey.from_pem(data + b"\n" + further, key.read_bytes(), passphrase)
        opened = SigningKey.from_pkcs12(data, passphrase)
    except keys.WrongPassphrase as error:
        raise click.ClickException(f"This passphrase does not open {key or file}. Nothing was changed.") from error
    more = keys.read_certificates(further) if further else []
    return SigningKey(opened.certificate, opened.key, (*opened.chain, *more))


def _issuer(opened: "Authority") -> str:
    if not opened.imported:
        return "a root of our own"
    return f"“{opened.issuer_name}” under “{opened.root_name}”"


def _where(own: Countersign) -> str:
    if own.token is None:
        return f"files in {own.settings.keys}, encrypted under the seal passphrase"
    return f"the token “{own.token.label}” behind {own.token.module}"


def _warn(own: Countersign) -> None:
    from reports.identity import ending_soon

    for sentence in ending_soon(own.settings.keys, datetime.now(UTC)):
        click.echo(f"Warning: {sentence}", err=True)


def _day(moment: datetime) -> str:
    return f"{moment:%-d %B %Y}"
