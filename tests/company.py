"""The public key infrastructure of a company: a root, and authorities below it, as others would have made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from reports.certificates import IssuerKey

YEARS = timedelta(days=5 * 365)
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True)
class Authority:
    """A certificate with its key, and what stands above it, nearest first."""

    certificate: x509.Certificate
    key: IssuerKey
    above: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        """The certificate and those above it."""
        return b"".join(one.public_bytes(Encoding.PEM) for one in (self.certificate, *self.above))

    def pkcs12(self, passphrase: str) -> bytes:
        """All of it in a key store."""
        how = BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"issuing", self.key, self.certificate, self.above, how)

    def key_pem(self, passphrase: str) -> bytes:
        """The key alone, encrypted."""
        how = BestAvailableEncryption(passphrase.encode())
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


def authority(
    name: str,
    start: datetime,
    *,
    under: Authority | None = None,
    key: IssuerKey | None = None,
    public_key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey | None = None,
    validity: timedelta = YEARS,
    path_length: int | None = None,
    ca: bool = True,
    usages: Sequence[str] = ("key_cert_sign", "crl_sign"),
    digest: hashes.HashAlgorithm | None = None,
    further: Sequence[x509.ExtensionType] = (),
) -> Authority:
    """A root, or an authority below another. `further` extensions are critical."""
    key = key or ec.generate_private_key(ec.SECP384R1())
    public = public_key or key.public_key()
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Holding"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = (
        x509.CertificateBuilder(under.certificate.subject if under else subject, subject, public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + validity)
        .add_extension(x509.SubjectKeyIdentifier(b"as the company counts " + name.encode()), critical=False)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=path_length if ca else None), critical=True)
    )
    if usages:
        usage = x509.KeyUsage(**{one: one in usages for one in USAGES})
        builder = builder.add_extension(usage, critical=True)
    for extension in further:
        builder = builder.add_extension(extension, critical=True)
    certificate = builder.sign(under.key if under else key, digest or hashes.SHA256())
    return Authority(certificate, key, (under.certificate, *under.above) if under else ())
