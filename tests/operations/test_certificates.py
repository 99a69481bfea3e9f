"""The life of a lead's certificate: got, brought, renewed, locked, revoked. What it signed before stays signed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from cryptography import x509

from incidents.context import Countersign
from incidents.delivery import certificates as sweeps
from incidents.domain.certificate import CertificateSource, RevocationReason
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.vocabulary import Affiliation, Rank
from incidents.models import AuditEntry, Notice, Person, RevocationList, SigningIdentity, db
from incidents.operations import certificates, enrolment, own_certificates, passphrases, people, revocation
from incidents.queries.certificates import earlier
from reports import keys
from reports.identity import Authority
from tests.factories import PASSPHRASE, PASSWORD, Cast, Clock

NEW = "seventeen quiet lanterns"
WRONG = "eleven loud lanterns"


def current(person: Person) -> SigningIdentity:
    """What the person signs with."""
    identity = certificates.enrolled(person)
    assert identity is not None
    return identity


def opens(identity: SigningIdentity, passphrase: str) -> bool:
    """Whether this passphrase opens the key."""
    try:
        keys.open_pkcs12(identity.pkcs12, passphrase)
    except keys.WrongPassphrase:
        return False
    return True


def happened(*names: str) -> list[str]:
    """The events of these names in the audit trail, in order."""
    query = sa.select(AuditEntry.event).where(AuditEntry.event.in_(names)).order_by(AuditEntry.id)
    return list(db.session.scalars(query))


def told(person: Person) -> list[str]:
    """What the person was told."""
    query = sa.select(Notice.text).where(Notice.person_id == person.id).order_by(Notice.id)
    return list(db.session.scalars(query))


def serials(der: bytes) -> set[str]:
    """What stands on a list."""
    return {f"{entry.serial_number:x}" for entry in x509.load_der_x509_crl(der)}


def mistype(person: Person, clock: Clock, times: int = 1) -> list[str]:
    """Type a wrong present passphrase so often. Returns the sentences."""
    sentences = []
    for _ in range(times):
        with pytest.raises(Invalid) as refused:
            passphrases.change_passphrase(person, WRONG, NEW, clock())
        assert refused.value.field == "passphrase"
        sentences.append(str(refused.value))
    return sentences


# Getting, renewing, changing


def test_a_certificate_says_where_its_revocation_would_be_listed(cast: Cast, clock: Clock, own: Countersign) -> None:
    address = "https://countersign.example.org/reports/revoked.crl"
    identity = enrolment.enrol(cast.ada, NEW, own.authority, clock(), address)
    issued = x509.load_pem_x509_certificate(identity.certificate_pem.encode())
    [point] = issued.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert point.full_name is not None
    assert point.full_name[0].value == address


@pytest.mark.parametrize("passphrase", [PASSWORD, "ada@example.org 2026", "short"])
def test_the_password_a_name_and_a_short_word_are_no_signing_passphrase(
    cast: Cast, clock: Clock, own: Countersign, passphrase: str
) -> None:
    before = current(cast.ada).serial
    with pytest.raises(Invalid) as refused:
        enrolment.enrol(cast.ada, passphrase, own.authority, clock())
    assert refused.value.field == "passphrase"
    with pytest.raises(Invalid) as refused:
        passphrases.change_passphrase(cast.ada, PASSPHRASE, passphrase, clock())
    assert refused.value.field == "new"
    assert (current(cast.ada).serial, current(cast.ada).failures) == (before, 0)


def test_renewing_gives_a_new_key_under_the_same_passphrase(cast: Cast, clock: Clock, own: Countersign) -> None:
    before = current(cast.ada)
    old_key = keys.open_pkcs12(before.pkcs12, PASSPHRASE).key
    after = enrolment.renew(cast.ada, PASSPHRASE, own.authority, clock())
    assert after.not_after > before.not_after
    assert (before.pkcs12, before.revoked_at) == (b"", None)
    new_key = keys.open_pkcs12(after.pkcs12, PASSPHRASE).key
    assert old_key is not None
    assert new_key is not None
    assert new_key.public_key() != old_key.public_key()
    assert [view.identity for view in earlier(cast.ada, clock())] == [before]
    assert happened("SigningIdentityRenewed") == ["SigningIdentityRenewed"]


def test_only_who_knows_the_passphrase_renews(cast: Cast, clock: Clock, own: Countersign) -> None:
    before = current(cast.ada)
    with pytest.raises(Invalid, match=r"not your signing passphrase, and nothing was done\. 4 tries are left"):
        enrolment.renew(cast.ada, WRONG, own.authority, clock())
    with pytest.raises(Refused):
        enrolment.renew(cast.ari, PASSPHRASE, own.authority, clock())
    assert current(cast.ada) is before


def test_an_expired_certificate_is_not_renewed(cast: Cast, own: Countersign) -> None:
    with pytest.raises(NotPossibleNow, match="has expired"):
        enrolment.renew(cast.ada, PASSPHRASE, own.authority, current(cast.ada).not_after)


def test_a_changed_passphrase_opens_the_same_key_and_the_old_one_opens_nothing(cast: Cast, clock: Clock) -> None:
    identity = current(cast.ada)
    key = keys.open_pkcs12(identity.pkcs12, PASSPHRASE).key
    passphrases.change_passphrase(cast.ada, PASSPHRASE, NEW, clock())
    changed = keys.open_pkcs12(identity.pkcs12, NEW).key
    assert key is not None
    assert changed is not None
    assert changed.public_key() == key.public_key()
    assert not opens(identity, PASSPHRASE)
    assert happened("SigningPassphraseChanged") == ["SigningPassphraseChanged"]
    with pytest.raises(Invalid) as refused:
        passphrases.change_passphrase(cast.ada, NEW, NEW, clock())
    assert refused.value.field == "new"


# Bringing one's own


def elsewhere(authority: Authority, clock: Clock, **said: str) -> bytes:
    """A PKCS#12 of Ada's that somebody made with this authority."""
    given = {"name": "Ada", "department_title": "AI department"} | said
    return authority.enrol(given["name"], "ada@example.org", given["department_title"], "AI lead", NEW, clock()).pkcs12


def test_ada_signs_with_a_certificate_that_she_brings(cast: Cast, clock: Clock, own: Countersign) -> None:
    file = elsewhere(own.authority, clock)
    identity = own_certificates.bring(cast.ada, file, NEW, own.authority, clock())
    assert current(cast.ada) is identity
    assert identity.source is CertificateSource.IMPORTED
    assert opens(identity, NEW)
    assert happened("SigningIdentityImported") == ["SigningIdentityImported"]
    with pytest.raises(NotPossibleNow, match="You brought this certificate along"):
        enrolment.renew(cast.ada, NEW, own.authority, clock())
    with pytest.raises(Invalid, match="used here before"):
        own_certificates.bring(cast.ada, file, NEW, own.authority, clock())


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": "Ann"}, "not the name of the person"),
        ({"department_title": "IT department"}, "does not belong to the AI department"),
    ],
)
def test_a_certificate_of_somebody_else_is_refused(
    cast: Cast, clock: Clock, own: Countersign, said: dict[str, str], sentence: str
) -> None:
    before = current(cast.ada)
    with pytest.raises(Invalid, match=sentence) as refused:
        own_certificates.bring(cast.ada, elsewhere(own.authority, clock, **said), NEW, own.authority, clock())
    assert refused.value.field == "file"
    assert current(cast.ada) is before


def test_a_certificate_of_another_root_is_refused(
    cast: Cast, clock: Clock, own: Countersign, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = Authority.create(tmp_path_factory.mktemp("other"), "Example Group", "a passphrase of theirs", clock())
    with pytest.raises(Invalid, match="not issued below your organisation's root") as refused:
        own_certificates.bring(cast.ada, elsewhere(stranger, clock), NEW, own.authority, clock())
    assert refused.value.field == "file"


@pytest.mark.parametrize("file", [b"", b"no key store", b"x" * (1024 * 1024 + 1)], ids=["empty", "text", "huge"])
def test_what_is_no_key_store_is_refused_beside_the_file(
    cast: Cast, clock: Clock, own: Countersign, file: bytes
) -> None:
    with pytest.raises(Invalid) as refused:
        own_certificates.bring(cast.ada, file, NEW, own.authority, clock())
    assert refused.value.field == "file"


def test_a_file_that_does_not_open_is_refused_beside_the_passphrase(cast: Cast, clock: Clock, own: Countersign) -> None:
    with pytest.raises(Invalid, match="does not open the file") as refused:
        own_certificates.bring(cast.ada, elsewhere(own.authority, clock), WRONG, own.authority, clock())
    assert refused.value.field == "passphrase"


# Locking


def test_five_wrong_passphrases_in_a_row_lock_signing_for_a_quarter_of_an_hour(cast: Cast, clock: Clock) -> None:
    *before, last = mistype(cast.ada, clock, 5)
    assert [sentence.split(". ")[1][:14] for sentence in before] == [
        "4 tries are le", "3 tries are le", "2 tries are le", "One try is lef"
    ]  # fmt: skip
    assert "Signing is locked until" in last
    moment = clock()
    with pytest.raises(NotPossibleNow, match="Signing is locked until"):
        passphrases.change_passphrase(cast.ada, PASSPHRASE, NEW, moment)
    assert certificates.obstacle(cast.ada, moment) is not None
    passphrases.change_passphrase(cast.ada, PASSPHRASE, NEW, moment + timedelta(minutes=15))
    assert (current(cast.ada).failures, current(cast.ada).locked_until) == (0, None)


def test_a_lock_is_told_to_its_lead_and_to_administrators_and_stands_in_the_audit_trail(
    cast: Cast, clock: Clock
) -> None:
    mistype(cast.ada, clock, 4)
    assert (happened("SigningLocked"), told(cast.max)) == ([], [])
    mistype(cast.ada, clock)
    assert happened("SigningLocked") == ["SigningLocked"]
    assert any("Signing is locked for Ada" in text for text in told(cast.max))
    assert any("Was it not you? Revoke the certificate." in text for text in told(cast.ada))
    assert told(cast.ivo) == []


def test_each_further_lock_is_twice_as_long_up_to_a_day(cast: Cast, clock: Clock) -> None:
    lengths, moment = [], clock()
    for _ in range(9):
        for _ in range(5):
            with pytest.raises(Invalid):
                passphrases.change_passphrase(cast.ada, WRONG, NEW, moment)
        until = current(cast.ada).locked_until
        assert until is not None
        lengths.append((until - moment) / timedelta(minutes=1))
        moment = until
    assert lengths == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]


def test_a_right_passphrase_forgets_the_wrong_ones(cast: Cast, clock: Clock) -> None:
    mistype(cast.ada, clock, 4)
    passphrases.change_passphrase(cast.ada, PASSPHRASE, NEW, clock())
    assert current(cast.ada).failures == 0
    mistype(cast.ada, clock, 4)
    assert happened("SigningLocked") == []


# Revoking


def test_a_revoked_certificate_signs_nothing_and_its_key_is_gone(cast: Cast, clock: Clock, own: Countersign) -> None:
    identity = current(cast.ada)
    revocation.revoke(cast.ada, identity, RevocationReason.KEY_COMPROMISE, clock())
    assert identity.pkcs12 == b""
    with pytest.raises(NotPossibleNow, match="was revoked on 1 September 2026: the key may be in other hands"):
        certificates.identity_of(cast.ada, clock())
    with pytest.raises(NotPossibleNow, match="revoked already"):
        revocation.revoke(cast.max, identity, RevocationReason.SUPERSEDED, clock())
    enrolment.enrol(cast.ada, NEW, own.authority, clock())
    certificates.identity_of(cast.ada, clock())


def test_administrators_take_certificates_away_and_nobody_else_does(cast: Cast, clock: Clock) -> None:
    for stranger in (cast.ann, cast.ivo, cast.ari, cast.olu, cast.lea):
        with pytest.raises(Refused, match="Ada or an administrator"):
            revocation.revoke(stranger, current(cast.ada), RevocationReason.KEY_COMPROMISE, clock())
    revocation.revoke(cast.max, current(cast.ada), RevocationReason.AFFILIATION_CHANGED, clock())
    assert any("Max revoked your signing certificate" in text for text in told(cast.ada))


@pytest.mark.parametrize("reason", [None, RevocationReason.AFFILIATION_CHANGED])
def test_a_lead_gives_a_reason_of_their_own(cast: Cast, clock: Clock, reason: RevocationReason | None) -> None:
    with pytest.raises(Invalid) as refused:
        revocation.revoke(cast.ada, current(cast.ada), reason, clock())
    assert refused.value.field == "reason"


def test_a_replaced_certificate_is_not_revoked_until_somebody_says_so(
    cast: Cast, clock: Clock, own: Countersign
) -> None:
    before = current(cast.ada)
    enrolment.enrol(cast.ada, NEW, own.authority, clock())
    assert serials(revocation.current_list(own.authority, clock())) == set()
    revocation.revoke(cast.ada, before, RevocationReason.KEY_COMPROMISE, clock())
    assert serials(revocation.current_list(own.authority, clock())) == {before.serial}
    certificates.identity_of(cast.ada, clock())


Standing = dict[str, object]
STAYS: Standing = {
    "affiliation": Affiliation.AI, "rank": Rank.LEAD, "unit": None, "administrator": False, "active": True
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"active": False}, RevocationReason.CESSATION_OF_OPERATION),
        ({"affiliation": Affiliation.IT}, RevocationReason.AFFILIATION_CHANGED),
        ({"rank": Rank.MEMBER}, RevocationReason.AFFILIATION_CHANGED),
        ({"administrator": True}, None),
    ],
    ids=["leaves", "moves", "leads no longer", "administers as well"],
)
def test_who_leaves_moves_or_leads_no_longer_loses_the_certificate(
    cast: Cast, clock: Clock, change: Standing, reason: RevocationReason | None
) -> None:
    identity = current(cast.ada)
    people.change_person(cast.max, cast.ada, **STAYS | change, at=clock())  # type: ignore[arg-type]
    assert identity.revocation_reason is reason
    assert happened("SigningIdentityRevoked") == ["SigningIdentityRevoked"] * (reason is not None)


# The list


def test_the_list_is_signed_by_the_authority_and_says_who_when_and_why(
    cast: Cast, clock: Clock, own: Countersign
) -> None:
    identity, at = current(cast.ada), clock()
    revocation.revoke(cast.ada, identity, RevocationReason.KEY_COMPROMISE, at)
    crl = x509.load_der_x509_crl(revocation.current_list(own.authority, clock()))
    assert crl.is_signature_valid(own.authority.issuer_certificate.public_key())  # type: ignore[arg-type]
    entry = crl.get_revoked_certificate_by_serial_number(int(identity.serial, 16))
    assert entry is not None
    assert entry.revocation_date_utc == at
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason is x509.ReasonFlags.key_compromise


def test_a_list_is_made_anew_for_a_revocation_and_before_it_runs_out(
    cast: Cast, clock: Clock, own: Countersign
) -> None:
    at = clock()
    first = revocation.current_list(own.authority, at)
    assert revocation.current_list(own.authority, at + timedelta(days=5)) == first
    second = revocation.current_list(own.authority, at + timedelta(days=5, seconds=1))
    revocation.revoke(cast.ada, current(cast.ada), RevocationReason.SUPERSEDED, at + timedelta(days=5, seconds=2))
    third = revocation.current_list(own.authority, at + timedelta(days=5, seconds=3))
    assert len({first, second, third}) == 3
    assert list(db.session.scalars(sa.select(RevocationList.number).order_by(RevocationList.id))) == [1, 2, 3]
    assert happened("RevocationListIssued") == ["RevocationListIssued"] * 3


# The worker


@pytest.fixture
def committed(cast: Cast) -> Cast:
    """Sweeps work in transactions of their own."""
    db.session.commit()
    return cast


def test_the_worker_keeps_the_list_fresh(committed: Cast, clock: Clock) -> None:
    moment = clock()
    assert [sweeps.keep_list_fresh(lambda: moment) for _ in range(2)] == [1, 0]
    assert sweeps.keep_list_fresh(lambda: moment + timedelta(days=6)) == 1


def test_leads_are_told_a_month_and_a_week_before_the_end_once_each(committed: Cast, own: Countersign) -> None:
    end = current(committed.ada).not_after

    def sweep(before: timedelta) -> int:
        return sweeps.remind(lambda: end - before)

    everybody = 4  # Ada, Ann, Ivo and Ian were enrolled in the same minute
    assert sweep(timedelta(days=31)) == 0
    assert (sweep(timedelta(days=30)), sweep(timedelta(days=12))) == (everybody, 0)
    assert (sweep(timedelta(days=7)), sweep(timedelta(days=1)), sweep(timedelta(0))) == (everybody, 0, 0)
    assert told(committed.ada) == [
        "Your signing certificate ends in 30 days. Get the next one under your account.",
        "Your signing certificate ends in 7 days. Get the next one under your account.",
    ]


def test_who_has_renewed_or_was_revoked_is_not_reminded(committed: Cast, own: Countersign) -> None:
    end = current(committed.ada).not_after
    enrolment.renew(committed.ada, PASSPHRASE, own.authority, end - timedelta(days=40))
    revocation.revoke(committed.max, current(committed.ann), RevocationReason.SUPERSEDED, end - timedelta(days=40))
    db.session.commit()
    assert sweeps.remind(lambda: end - timedelta(days=5)) == 2
    assert not any("ends in" in text for text in told(committed.ada) + told(committed.ann))
