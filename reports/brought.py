"""A lead's own certificate that was made elsewhere: what we ask of it, and how its key is kept from then on."""

from dataclasses import replace
from datetime import datetime

from reports import chains, keys
from reports.certificates import CertificateError
from reports.identity import Authority, Enrolment, import_pkcs12


def accept(
    pkcs12: bytes, passphrase: str, name: str, department_title: str, authority: Authority, at: datetime
) -> Enrolment:
    """Check a lead's PKCS#12 and wrap it anew: files of other programs are often encrypted so that guessing is cheap.

    Its chain must end in the organisation's root. Raises `WrongPassphrase`, `WeakPassphrase`, `KeyStoreError` or
    `CertificateError`.
    """
    given = import_pkcs12(pkcs12, passphrase, name, department_title, at)
    bundle = keys.open_pkcs12(pkcs12, passphrase)
    assert bundle.cert is not None  # noqa: S101 - open_pkcs12 refuses stores without one
    assert bundle.key is not None  # noqa: S101
    certificate = bundle.cert.certificate
    try:
        extras = [extra.certificate for extra in bundle.additional_certs]
        above = chains.to_root(certificate, [*extras, *authority.chain])[1:]
    except CertificateError:
        above = ()
    if not above or above[-1] != authority.root_certificate:
        raise CertificateError(
            "This certificate was not issued below your organisation's root, so readers of a report would not trust "
            "it. Ask whoever keeps the organisation's certificate authority for one, or get one issued here."
        )
    chains.check_path(certificate, above, at)
    return replace(given, pkcs12=keys.to_pkcs12(name, keys.issuing(bundle.key), certificate, above, passphrase))
