"""The organisation's authority: a root of its own, or an intermediate of the company that is looked at closely."""

import stat
from datetime import timedelta

import pytest
import report_sample as sample
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from report_house import ADA_PASSPHRASE, AUTHORITY_PASSPHRASE, IVO_PASSPHRASE, House, found

from reports import key_folder, keys
from reports.identity import Authority, CertificateError, KeyStoreError, WrongPassphrase, ending_soon, trusted_roots
from reports.keys import SigningKey
from reports.trust import Trust
from reports.verify import verify
from tests import company

START = sample.at(1, 7)
NOW = sample.at(1, 8)
OWN = "the passphrase of the company"


@pytest.fixture(scope="module")
def root() -> company.Authority:
    return company.authority("Holding Root", START, path_length=1)


@pytest.fixture(scope="module")
def issuing(root: company.Authority) -> company.Authority:
    return company.authority("Holding Issuing", START, under=root, path_length=0)


def taken(folder, authority: company.Authority, name: str = "Meridian Mutual") -> Authority:
    issuer = SigningKey.from_pkcs12(authority.pkcs12(OWN), OWN)
    return Authority.take_over(folder, name, issuer, AUTHORITY_PASSPHRASE, NOW)


def house_under(authority: Authority) -> House:
    enrol = authority.enrol
    ada = enrol(sample.ADA.name, "ada@meridian.example", "AI department", "AI lead", ADA_PASSPHRASE, sample.at(2, 8))
    ivo = enrol(sample.IVO.name, "ivo@meridian.example", "IT department", "IT lead", IVO_PASSPHRASE, sample.at(2, 8))
    return House(authority, ada, ivo)


def signed(house: House, report: bytes) -> bytes:
    return house.ivo_signs(house.ada_signs(house.seal(report)))


def test_a_report_under_the_company_s_own_root_is_genuine(tmp_path, root, issuing, bare):
    authority = taken(tmp_path, issuing)
    pdf = signed(house_under(authority), bare)
    outcome = verify(pdf, Trust.of(trusted_roots(tmp_path)))
    assert outcome.ok, outcome.problems
    assert {one.organisation for one in outcome.signatures} == {"Meridian Mutual"}, "not the name of the company's root"
    assert not verify(pdf, found(tmp_path / "other").trust).ok


def test_everybody_carries_the_whole_chain(tmp_path, root, issuing):
    authority = taken(tmp_path, issuing)
    chain = (issuing.certificate, root.certificate)
    assert authority.chain == authority.seal_signer().chain == chain
    assert (authority.issuer_certificate, authority.root_certificate) == chain
    ada = SigningKey.from_pkcs12(house_under(authority).ada.pkcs12, ADA_PASSPHRASE)
    assert ada.chain == chain
    assert ada.certificate.not_valid_after_utc <= issuing.certificate.not_valid_after_utc


def test_a_certificate_points_to_its_issuer_as_the_issuer_calls_itself(tmp_path, issuing):
    seal = taken(tmp_path, issuing).seal.certificate
    pointer = seal.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert pointer == issuing.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def test_an_imported_authority_opens_again_and_its_files_are_private(tmp_path, issuing):
    made = taken(tmp_path / "keys", issuing)
    again = Authority.open(tmp_path / "keys", AUTHORITY_PASSPHRASE)
    assert (again.chain, again.organisation, again.imported) == (made.chain, "Meridian Mutual", True)
    assert again.seal.certificate == made.seal.certificate
    files = list((tmp_path / "keys").iterdir())
    assert {path.name for path in files} == {
        "issuer-chain.pem", "issuer-key.pem", "root-certificate.pem", "seal-certificate.pem", "seal-key.pem",
    }  # fmt: skip
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    with pytest.raises(WrongPassphrase):
        Authority.open(tmp_path / "keys", OWN)


def test_the_order_in_which_certificates_are_given_does_not_matter(tmp_path, root):
    upper = company.authority("Holding Policy", START, under=company.authority("Deep Root", START))
    lower = company.authority("Holding Issuing", START, under=upper)
    stranger = company.authority("Stranger", START)
    issuer = SigningKey(lower.certificate, lower.key, (stranger.certificate, *reversed(lower.above)))
    authority = Authority.take_over(tmp_path, "Meridian Mutual", issuer, AUTHORITY_PASSPHRASE, NOW)
    assert authority.chain == (lower.certificate, *lower.above)


def test_an_authority_may_come_as_certificates_and_an_encrypted_key(issuing):
    opened = SigningKey.from_pem(b"".join(sorted([issuing.pem])), issuing.key_pem(OWN), OWN)
    assert (opened.certificate, opened.chain) == (issuing.certificate, issuing.above)
    with pytest.raises(WrongPassphrase):
        SigningKey.from_pem(issuing.pem, issuing.key_pem(OWN), "not the passphrase")
    other = company.authority("Other", START)
    with pytest.raises(KeyStoreError, match="None of the certificates belongs to this key"):
        SigningKey.from_pem(issuing.pem, other.key_pem(OWN), OWN)
    with pytest.raises(KeyStoreError, match="not a readable certificate"):
        SigningKey.from_pem(b"garbage", issuing.key_pem(OWN), OWN)


def test_an_rsa_intermediate_issues_too(tmp_path, root, bare):
    authority = taken(
        tmp_path, company.authority("Holding RSA", START, under=root, key=rsa.generate_private_key(65537, 3072))
    )
    assert verify(signed(house_under(authority), bare), Trust.of([authority.root_certificate_pem])).ok


def permitted_elsewhere() -> x509.NameConstraints:
    other = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Somebody Else")])
    return x509.NameConstraints([x509.DirectoryName(other)], None)


WEAK = rsa.generate_private_key(65537, 2048)
REFUSED = {
    "no authority": ({"ca": False}, "“Holding Issuing” is not that of a certificate authority"),
    "no usage": ({"usages": ()}, "does not say what its key may be used for"),
    "issues nothing": ({"usages": ("crl_sign", "digital_signature")}, "may not issue certificates"),
    "signs no lists": ({"usages": ("key_cert_sign",)}, r"may not sign revocation lists \(key usage cRLSign\)"),
    "not begun": ({"start": NOW + timedelta(hours=1)}, "“Holding Issuing” is not valid now"),
    "ended": ({"validity": timedelta(minutes=1)}, "“Holding Issuing” is not valid now"),
    "weak": ({"key": WEAK}, "RSA of at least 3072 bits"),
    "odd curve": ({"key": ec.generate_private_key(ec.SECP521R1())}, "ECDSA P-256 or P-384"),
    "old digest": ({"digest": hashes.SHA224()}, "signed with an outdated digest"),
    "for others": ({"further": [permitted_elsewhere()]}, "would not be accepted by others"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_intermediate_that_cannot_carry_us_is_refused(tmp_path, root, case):
    wrong, sentence = REFUSED[case]
    values = {"start": START, "path_length": 0, **wrong}
    with pytest.raises(CertificateError, match=sentence):
        taken(tmp_path, company.authority("Holding Issuing", under=root, **values))
    assert not key_folder.holds_authority(tmp_path)


def test_a_path_that_the_root_does_not_allow_is_refused(tmp_path):
    narrow = company.authority("Narrow Root", START, path_length=0)
    with pytest.raises(CertificateError, match=r"“Narrow Root” allows 0 authorities below it \(path length\)"):
        taken(tmp_path, company.authority("Holding Issuing", START, under=narrow))


def test_a_chain_with_a_gap_or_a_forged_link_is_refused(tmp_path, root, issuing):
    for above in ((), (company.authority("Holding Root", START).certificate,)):
        issuer = SigningKey(issuing.certificate, issuing.key, above)
        with pytest.raises(CertificateError, match="Give every certificate up to the company's own root"):
            Authority.take_over(tmp_path, "Meridian Mutual", issuer, AUTHORITY_PASSPHRASE, NOW)


def test_the_company_s_root_itself_is_refused(tmp_path, root):
    with pytest.raises(CertificateError, match=r"“Holding Root” is a root\. Let it issue an intermediate"):
        taken(tmp_path, root)


def test_a_key_of_another_certificate_is_refused(tmp_path, root, issuing):
    issuer = SigningKey(issuing.certificate, root.key, issuing.above)
    with pytest.raises(CertificateError, match="not that of the certificate"):
        Authority.take_over(tmp_path, "Meridian Mutual", issuer, AUTHORITY_PASSPHRASE, NOW)


def test_an_import_sets_the_old_authority_aside_and_its_reports_stay_genuine(tmp_path, issuing, bare):
    house = found(tmp_path)
    old = signed(house, bare)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    authority = taken(tmp_path, issuing)
    [aside] = tmp_path.glob("set-aside-*")
    assert {path.name: path.read_bytes() for path in aside.iterdir()} == before
    assert {stat.S_IMODE(path.stat().st_mode) for path in aside.iterdir()} == {0o600}
    assert not (tmp_path / "root-key.pem").exists()
    assert trusted_roots(tmp_path) == [authority.root_certificate_pem, house.authority.root_certificate_pem]
    assert verify(old, Trust.of(trusted_roots(tmp_path))).ok
    assert verify(signed(house_under(authority), bare), Trust.of(trusted_roots(tmp_path))).ok


def test_two_imports_in_one_second_lose_nothing(tmp_path, root, issuing):
    first = found(tmp_path).authority.root_certificate_pem
    second = taken(tmp_path, issuing).root_certificate_pem
    other = company.authority("Another Root", START)
    third = taken(tmp_path, company.authority("Another", START, under=other)).root_certificate_pem
    assert trusted_roots(tmp_path)[0] == third
    assert set(trusted_roots(tmp_path)) == {first, second, third}
    assert len(list(tmp_path.glob("set-aside-*"))) == 2


def test_a_root_that_cannot_be_read_is_no_root(tmp_path, house):
    (tmp_path / "set-aside-20260101T000000").mkdir()
    (tmp_path / "set-aside-20260101T000000" / "root-certificate.pem").write_text("half")
    assert trusted_roots(tmp_path) == []


def test_a_refused_import_leaves_the_authority_as_it_was(tmp_path, root):
    found(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(CertificateError):
        taken(tmp_path, company.authority("Holding Issuing", START, under=root, key=WEAK))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_files_of_two_authorities_do_not_open(tmp_path, issuing):
    found(tmp_path / "one")
    found(tmp_path / "other")
    (tmp_path / "other" / "seal-key.pem").replace(tmp_path / "one" / "seal-key.pem")
    with pytest.raises(KeyStoreError, match=r"seal-key\.pem is not the key of its certificate"):
        Authority.open(tmp_path / "one", AUTHORITY_PASSPHRASE)
    (tmp_path / "other" / "seal-certificate.pem").replace(tmp_path / "one" / "seal-certificate.pem")
    with pytest.raises(KeyStoreError, match="do not belong together"):
        Authority.open(tmp_path / "one", AUTHORITY_PASSPHRASE)


def test_a_renewed_seal_seals_and_what_the_old_one_sealed_stays_genuine(tmp_path, bare):
    house = found(tmp_path)
    old = signed(house, bare)
    renewed = house.authority.renew_seal(tmp_path, AUTHORITY_PASSPHRASE, sample.at(3, 8))
    assert renewed.seal.certificate != house.authority.seal.certificate
    assert Authority.open(tmp_path, AUTHORITY_PASSPHRASE).seal.certificate == renewed.seal.certificate
    new = signed(House(renewed, house.ada, house.ivo), bare)
    for pdf in (old, new):
        assert verify(pdf, Trust.of(trusted_roots(tmp_path))).ok
    [aside] = tmp_path.glob("set-aside-*")
    assert {path.name for path in aside.iterdir()} == {"seal-certificate.pem", "seal-key.pem"}


def test_a_seal_is_not_renewed_under_another_passphrase(tmp_path):
    authority = found(tmp_path).authority
    with pytest.raises(WrongPassphrase):
        authority.renew_seal(tmp_path, "quite another passphrase", sample.at(3, 8))
    assert Authority.open(tmp_path, AUTHORITY_PASSPHRASE).seal.certificate == authority.seal.certificate


def test_a_certificate_ends_with_its_issuer_and_none_is_issued_after_that(tmp_path):
    authority = found(tmp_path).authority
    end = authority.root_certificate.not_valid_after_utc
    late = authority.renew_seal(tmp_path, AUTHORITY_PASSPHRASE, end - timedelta(days=10))
    assert late.seal.certificate.not_valid_after_utc == end
    with pytest.raises(CertificateError, match="has ended"):
        authority.renew_seal(tmp_path, AUTHORITY_PASSPHRASE, end)


def test_an_end_is_told_ninety_days_ahead(tmp_path):
    seal = found(tmp_path).authority.seal.certificate.not_valid_after_utc
    assert ending_soon(tmp_path, seal - timedelta(days=91)) == []
    assert ending_soon(tmp_path, seal - timedelta(days=90)) == [f"The organisation's seal ends on {seal:%-d %B %Y}."]
    assert ending_soon(tmp_path, seal) == [f"The organisation's seal has ended on {seal:%-d %B %Y}."]


def test_certificates_say_where_their_revocation_is_told(tmp_path, issuing):
    url = "https://countersign.example.org/revocation.crl"
    own = Authority.create(tmp_path / "own", "Meridian Mutual", AUTHORITY_PASSPHRASE, NOW, crl_url=url)
    ada = own.enrol("Ada", "", "AI department", "AI lead", ADA_PASSPHRASE, NOW, crl_url=url)
    renewed = own.renew_seal(tmp_path / "own", AUTHORITY_PASSPHRASE, NOW, url)
    for certificate in (
        own.seal.certificate,
        x509.load_pem_x509_certificate(ada.certificate_pem),
        renewed.seal.certificate,
    ):
        [point] = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        assert [name.value for name in point.full_name] == [url]
    with pytest.raises(CertificateError, match="must begin with http"):
        own.enrol("Ada", "", "AI department", "AI lead", ADA_PASSPHRASE, NOW, crl_url="file:///etc/passwd")


def test_a_passphrase_is_changed_and_the_old_one_opens_nothing(house):
    changed = keys.change_passphrase(house.ada.pkcs12, ADA_PASSPHRASE, "quite another phrase of hers")
    before, after = (
        SigningKey.from_pkcs12(house.ada.pkcs12, ADA_PASSPHRASE),
        SigningKey.from_pkcs12(changed, "quite another phrase of hers"),
    )
    assert (after.certificate, after.chain) == (before.certificate, before.chain)
    assert after.key.private_numbers() == before.key.private_numbers()
    with pytest.raises(WrongPassphrase):
        keys.open_pkcs12(changed, ADA_PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        keys.change_passphrase(house.ada.pkcs12, "not the passphrase", "quite another phrase of hers")
    for weak, sentence in (
        ("short", "at least 12"),
        ("lindqvist signs now", "your name"),
        (ADA_PASSPHRASE, "already has"),
    ):
        with pytest.raises(keys.WeakPassphrase, match=sentence):
            keys.change_passphrase(house.ada.pkcs12, ADA_PASSPHRASE, weak)
