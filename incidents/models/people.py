"""People, their units and their signing identities."""

from datetime import datetime

import sqlalchemy as sa
from flask_security import RoleMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.certificate import CertificateSource, RevocationReason
from incidents.domain.events import Actor
from incidents.domain.notices import DIGEST_HOUR
from incidents.domain.vocabulary import Affiliation, Department, Rank
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary


class Unit(Base):
    """A business unit: where operations specialists work."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)


class Role(RoleMixin):
    """Flask-Security asks for a role class. Our rights follow from affiliation and rank, so there are no rows of it."""


class Person(Base, UserMixin):
    """Somebody who may log in. `email` is kept in lower case; `time_zone` is an IANA name.

    `digest_hour` is when the digest of a day is sent, in that zone.
    """

    __tablename__ = "person"
    __table_args__ = (
        one_of("affiliation", Affiliation),
        one_of("rank", Rank),
        sa.CheckConstraint(
            "(COALESCE(affiliation, '') = 'business') = (unit_id IS NOT NULL)", name="unit_goes_with_business"
        ),
        sa.CheckConstraint(
            "(COALESCE(affiliation, '') IN ('ai', 'it')) = (rank IS NOT NULL)",
            name="rank_goes_with_department",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(255), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    password: Mapped[str] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    affiliation: Mapped[Affiliation | None] = mapped_column(vocabulary(Affiliation))
    rank: Mapped[Rank | None] = mapped_column(vocabulary(Rank))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    administrator: Mapped[bool] = mapped_column(default=False)
    time_zone: Mapped[str] = mapped_column(sa.String(60), default="UTC")
    digest_hour: Mapped[int] = mapped_column(default=DIGEST_HOUR, server_default=str(DIGEST_HOUR))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    unit: Mapped[Unit | None] = relationship(lazy="joined")

    @property
    def roles(self) -> list[Role]:  # type: ignore[override]
        """None: see `Role`."""
        return []

    @property
    def department(self) -> Department | None:
        """The department whose work this person may do; None for everyone outside AI and IT."""
        return Department(self.affiliation.value) if self.affiliation in (Affiliation.AI, Affiliation.IT) else None

    def leads(self, department: Department) -> bool:
        """Whether this person is a lead of that department."""
        return self.department is department and self.rank is Rank.LEAD

    @property
    def is_lead(self) -> bool:
        """Whether this person leads either department."""
        return self.rank is Rank.LEAD

    @property
    def belongs_to(self) -> str:
        """Where the person stands, as printed: “AI department”, “Claims”, “Leadership”, “Administration”."""
        if self.unit is not None:
            return self.unit.name
        return self.affiliation.label if self.affiliation else "Administration"

    @property
    def role_title(self) -> str:
        """Job title, or what the rank says where none was given."""
        if self.title:
            return self.title
        return {Rank.LEAD: "Lead", Rank.MEMBER: "Member", None: "Specialist"}[self.rank]

    def as_actor(self) -> Actor:
        """The person as the record keeps them: what they were when they acted."""
        return Actor(
            id=self.id,
            name=self.name,
            role=self.role_title,
            department=self.belongs_to,
            lane=self.department.value if self.department else "business",
        )


class SigningIdentity(Base):
    """A lead's certificate, and the private key that only the lead's signing passphrase opens.

    `pkcs12` is empty once the certificate is replaced or revoked: nothing needs that key any more. `failures` counts
    wrong passphrases in a row.
    """

    __tablename__ = "signing_identity"
    __table_args__ = (
        one_of("source", CertificateSource),
        one_of("revocation_reason", RevocationReason),
        sa.CheckConstraint("(revoked_at IS NULL) = (revocation_reason IS NULL)", name="revoked_for_a_reason"),
        sa.CheckConstraint("failures >= 0", name="failures"),
        sa.Index(
            "uq_signing_identity_current",
            "person_id",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    department: Mapped[Department] = mapped_column(vocabulary(Department))
    pkcs12: Mapped[bytes] = mapped_column(sa.LargeBinary)
    certificate_pem: Mapped[str] = mapped_column(sa.Text)
    serial: Mapped[str] = mapped_column(sa.String(80), unique=True)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    not_after: Mapped[datetime] = mapped_column(UtcDateTime)
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[CertificateSource] = mapped_column(
        vocabulary(CertificateSource),
        default=CertificateSource.ISSUED,
        server_default=CertificateSource.ISSUED.value,
    )
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revocation_reason: Mapped[RevocationReason | None] = mapped_column(vocabulary(RevocationReason))
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()

    def locked(self, at: datetime) -> bool:
        """Whether no passphrase is tried at that time, not even the right one."""
        return self.locked_until is not None and at < self.locked_until


class RevocationList(Base):
    """A list of revoked certificates that the organisation has signed (CRL, RFC 5280, 5). `der` is what is served."""

    __tablename__ = "revocation_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    der: Mapped[bytes] = mapped_column(sa.LargeBinary)
    this_update: Mapped[datetime] = mapped_column(UtcDateTime)
    next_update: Mapped[datetime] = mapped_column(UtcDateTime)
