"""Settings from the environment. Each is documented here and in docs/configuration.md; a bad one stops the start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from incidents.domain.case import KEY_PREFIX

LONGEST_ADDRESS = 200


class BadSetting(ValueError):
    """A setting that cannot be used. `str(error)` names it, says what was wrong and what would be right."""


@dataclass(frozen=True)
class Settings:
    """What an operator may choose. The name in the environment is `COUNTERSIGN_` and the field in capitals."""

    home: Path = field(metadata={"help": "Folder of everything that is written: database, keys, evidence."})
    environment: str = field(metadata={"help": "`development` or `production`. Production refuses demo data."})
    database: str = field(metadata={"help": "SQLAlchemy address of the database. SQLite in the home by default."})
    host: str = field(metadata={"help": "Address to listen on."})
    port: int = field(metadata={"help": "Port to listen on."})
    threads: int = field(metadata={"help": "Requests that one web process answers at once."})
    behind_proxies: int = field(metadata={"help": "Trusted reverse proxies in front that set X-Forwarded headers."})
    public_address: str = field(
        metadata={
            "help": "Where others reach this instance, e.g. `https://countersign.example.org`. Stands in certificates."
        }
    )
    secure_cookies: bool = field(metadata={"help": "Send cookies over HTTPS only. On in production."})
    secret_key: str = field(repr=False, metadata={"help": "Signs sessions. Made once in the home when not set."})
    seal_passphrase: str = field(
        repr=False,
        metadata={"help": "Opens the organisation's keys. Must be set in production; made once in the home otherwise."},
    )
    time_stamp_url: str = field(
        metadata={"help": "Address of a time-stamping authority (RFC 3161). Without one, reports are PAdES B-B."}
    )
    time_stamp_root: Path | None = field(
        metadata={"help": "PEM file of the roots that the authority's certificates stand under. Set both or neither."}
    )
    pkcs11_module: Path | None = field(
        metadata={"help": "PKCS#11 library of the token that holds the organisation's keys. None: the keys are files."}
    )
    pkcs11_token: str = field(metadata={"help": "Label of that token. Its PIN is the seal passphrase."})
    mail_host: str = field(
        metadata={"help": "Mail server (SMTP) that notices go out through. Without one, no mail is sent."}
    )
    mail_port: int = field(metadata={"help": "Port of the mail server."})
    mail_tls: str = field(
        metadata={"help": "`starttls`, `tls` from the first byte, or `none`, which never takes a password."}
    )
    mail_user: str = field(metadata={"help": "Log-in at the mail server. Set both or neither."})
    mail_password: str = field(repr=False, metadata={"help": "Password of that log-in. Set both or neither."})
    mail_sender: str = field(metadata={"help": "Address that notices come from. Must be set with a mail server."})

    @property
    def production(self) -> bool:
        """Whether this instance serves real incidents."""
        return self.environment == "production"

    @property
    def keys(self) -> Path:
        """The folder of the certificate authority and the seal."""
        return self.home / "keys"

    @property
    def evidence(self) -> Path:
        """The folder of evidence and reports, named by their hashes."""
        return self.home / "evidence"

    @property
    def sqlite(self) -> bool:
        """Whether the database is the file in the home."""
        return self.database.startswith("sqlite")

    @property
    def sends_mail(self) -> bool:
        """Whether there is a mail server."""
        return bool(self.mail_host)

    @property
    def revocation_address(self) -> str | None:
        """Where readers of our certificates find the list of revoked ones, or None without a public address."""
        return f"{self.public_address}/reports/revoked.crl" if self.public_address else None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read and check every setting. Raises `BadSetting` at the first that cannot be used."""
        read = _Reader(os.environ if environ is None else environ)
        environment = read.choice("ENVIRONMENT", "development", ("development", "production"))
        production = environment == "production"
        home = read.folder("HOME", "instance")
        read.refuse_unknown({f"COUNTERSIGN_{name.upper()}" for name in cls.__dataclass_fields__})
        module, token = read.token("PKCS11_MODULE", "PKCS11_TOKEN")
        return cls(
            home=home,
            environment=environment,
            database=read.database("DATABASE", f"sqlite:///{home / 'countersign.db'}"),
            host=read.text("HOST", "127.0.0.1"),
            port=read.number("PORT", 8000, 1, 65535),
            threads=read.number("THREADS", 8, 1, 256),
            behind_proxies=read.number("BEHIND_PROXIES", 0, 0, 5),
            public_address=read.address("PUBLIC_ADDRESS"),
            secure_cookies=read.switch("SECURE_COOKIES", production),
            secret_key=read.secret("SECRET_KEY", home / "keys" / "secret_key", required=False),
            seal_passphrase=(
                read.pin("SEAL_PASSPHRASE", token)
                if token
                else read.secret("SEAL_PASSPHRASE", home / "keys" / "passphrase", required=production)
            ),
            pkcs11_module=module,
            pkcs11_token=token,
            time_stamp_url=read.address_beside("TIME_STAMP_URL", beside="TIME_STAMP_ROOT"),
            time_stamp_root=read.certificates("TIME_STAMP_ROOT", beside="TIME_STAMP_URL"),
            **read.mail(),
        )


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def text(self, name: str, default: str) -> str:
        return self.environ.get(f"COUNTERSIGN_{name}", "").strip() or default

    def folder(self, name: str, default: str) -> Path:
        path = Path(self.text(name, default)).expanduser().resolve()
        if path.exists() and not path.is_dir():
            raise BadSetting(f"COUNTERSIGN_{name} is {path}, which is a file. Give a folder.")
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSetting(f"COUNTERSIGN_{name} is {path}, which cannot be made: {error.strerror}.") from None
        if not os.access(path, os.W_OK):
            raise BadSetting(f"COUNTERSIGN_{name} is {path}, which cannot be written to. Give another folder.")
        return path

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise BadSetting(f"COUNTERSIGN_{name} is “{value}”. Give one of: {', '.join(choices)}.")
        return value

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        value = self.text(name, str(default))
        digits = value.isascii() and value.isdecimal() and len(value) <= len(str(highest))
        if not digits or not lowest <= int(value) <= highest:
            raise BadSetting(f"COUNTERSIGN_{name} is “{value[:20]}”. Give a whole number from {lowest} to {highest}.")
        return int(value)

    def switch(self, name: str, default: bool) -> bool:
        return self.choice(name, "yes" if default else "no", ("yes", "no")) == "yes"

    def database(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if value.startswith("postgresql://"):
            return value.replace("postgresql://", "postgresql+psycopg://", 1)
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise BadSetting(f"COUNTERSIGN_{name} must begin with sqlite:/// or postgresql://.")
        return value

    def address_beside(self, name: str, beside: str) -> str:
        value = self.address(name)
        if urlsplit(value).username:
            raise BadSetting(f"COUNTERSIGN_{name} names a password. Settings are no place for one.")
        self._refuse_alone(name, value, beside)
        return value

    def certificates(self, name: str, beside: str) -> Path | None:
        value = self.text(name, "")
        self._refuse_alone(name, value, beside)
        if not value:
            return None
        path = Path(value).expanduser().resolve()
        if not path.is_file() or b"-----BEGIN CERTIFICATE-----" not in path.read_bytes():
            raise BadSetting(f"COUNTERSIGN_{name} is {path}, which is no readable PEM file of certificates.")
        return path

    def mail(self) -> dict[str, Any]:
        tls = self.choice("MAIL_TLS", "starttls", ("starttls", "tls", "none"))
        self._refuse_alone("MAIL_USER", self.text("MAIL_USER", ""), "MAIL_PASSWORD")
        self._refuse_alone("MAIL_PASSWORD", self.text("MAIL_PASSWORD", ""), "MAIL_USER")
        self._refuse_alone("MAIL_HOST", self.text("MAIL_HOST", ""), "MAIL_SENDER")
        if tls == "none" and self.text("MAIL_PASSWORD", ""):
            raise BadSetting("COUNTERSIGN_MAIL_TLS is none, so the password would travel in clear. Give starttls.")
        return {
            "mail_host": self.text("MAIL_HOST", ""),
            "mail_port": self.number("MAIL_PORT", 587, 1, 65535),
            "mail_tls": tls,
            "mail_user": self.text("MAIL_USER", ""),
            "mail_password": self.text("MAIL_PASSWORD", ""),
            "mail_sender": self.sender("MAIL_SENDER"),
        }

    def sender(self, name: str) -> str:
        value = self.text(name, "")
        if value:
            try:
                return validate_email(value, check_deliverability=False).normalized
            except EmailNotValidError:
                raise BadSetting(
                    f"COUNTERSIGN_{name} is “{value[:80]}”. Give a mail address such as notices@example.org."
                ) from None
        return value

    def _refuse_alone(self, name: str, value: str, beside: str) -> None:
        if value and not self.text(beside, ""):
            raise BadSetting(f"COUNTERSIGN_{name} is set, and COUNTERSIGN_{beside} is not. Set both, or neither.")

    def address(self, name: str) -> str:
        value = self.text(name, "").rstrip("/")
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment
        if value and not (whole and value.isascii() and len(value) <= LONGEST_ADDRESS and " " not in value):
            raise BadSetting(f"COUNTERSIGN_{name} is “{value[:80]}”. Give an address such as https://example.org.")
        return value

    def secret(self, name: str, path: Path, *, required: bool) -> str:
        value = self.text(name, "")
        if value and len(value) < 16:  # noqa: PLR2004
            raise BadSetting(f"COUNTERSIGN_{name} is shorter than 16 characters. Give a longer one.")
        if value:
            return value
        if required:
            raise BadSetting(f"COUNTERSIGN_{name} is not set. Production needs it: give at least 16 characters.")
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(32))
        kept = path.read_text().strip()
        if not kept:
            raise BadSetting(f"COUNTERSIGN_{name} is not set, and {path} is empty. Restore it, or set the variable.")
        return kept

    def token(self, module_name: str, token_name: str) -> tuple[Path | None, str]:
        module, token = self.text(module_name, ""), self.text(token_name, "")
        if bool(module) != bool(token):
            given, lacking = (module_name, token_name) if module else (token_name, module_name)
            raise BadSetting(
                f"COUNTERSIGN_{given} is set, and COUNTERSIGN_{lacking} is not. "
                "Set both for keys in a token, or neither."
            )
        if module and not Path(module).is_file():
            raise BadSetting(f"COUNTERSIGN_{module_name} is {module}, which is no file. Give a PKCS#11 library.")
        return (Path(module).absolute() if module else None), token

    def pin(self, name: str, token: str) -> str:
        """Tokens have rules of their own for PINs, and a made-up one would only lock them."""
        value = self.text(name, "")
        if not value:
            raise BadSetting(f"COUNTERSIGN_{name} is not set. Give the PIN of the token “{token}”.")
        return value

    def refuse_unknown(self, known: set[str]) -> None:
        # Keys of model endpoints are named by an administrator: they are no settings, and never unknown ones.
        unknown = sorted(
            key
            for key in self.environ
            if key.startswith("COUNTERSIGN_") and key not in known and not key.startswith(KEY_PREFIX)
        )
        if unknown:
            raise BadSetting(f"{unknown[0]} is no setting of Countersign. The known ones: {', '.join(sorted(known))}.")
