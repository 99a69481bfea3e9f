"""The organisation seals, each lead signs with an own certificate, and nobody signs twice or for the other side."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
import report_sample as sample
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel
from pyhanko.sign.fields import MDPPerm
from report_house import ADA_PASSPHRASE, IVO_PASSPHRASE
from test_report_pdf import opened, text_of

from reports import certificates, sign
from reports.identity import CertificateError, WrongPassphrase
from reports.keys import SigningKey
from reports.sign import SigningRefused
from reports.trust import Trust
from reports.verify import verify


def pdfsig(report: bytes, tmp_path: Path) -> str:
    """What poppler says of the signatures."""
    path = tmp_path / "signed.pdf"
    path.write_bytes(report)
    return subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=True).stdout


def test_poppler_agrees_with_all_three_signatures(full_report, tmp_path):
    said = pdfsig(full_report, tmp_path)
    assert said.count("Signature is Valid.") == 3
    assert said.count("ETSI.CAdES.detached") == 3
    assert said.count("Total document signed") == 1
    for name in ("Meridian Mutual report seal", sample.ADA.name, sample.IVO.name):
        assert f"Common Name: {name}" in said


@pytest.mark.parametrize("order", ["AI first", "IT first"])
def test_the_leads_sign_in_any_order(house, sealed, order):
    steps = [house.ada_signs, house.ivo_signs] if order == "AI first" else [house.ivo_signs, house.ada_signs]
    report = steps[1](steps[0](sealed))
    assert verify(report, house.trust).ok
    assert report.startswith(sealed)


def test_the_seal_certifies_and_allows_only_signing(sealed):
    reader = PdfFileReader(BytesIO(sealed))
    (seal,) = reader.embedded_signatures
    assert seal.docmdp_level is MDPPerm.FILL_FORMS
    assert "/DocMDP" in reader.root["/Perms"]
    assert seal.sig_object["/M"] == "D:20260320140600Z"


def test_signing_leaves_title_dates_and_version_as_frozen(bare, signed):
    with opened(bare) as before, opened(signed) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert dict(after.docinfo) == dict(before.docinfo)
        assert after.pdf_version == "1.7"
        assert "/Version" not in after.Root


def test_each_signature_shows_name_role_department_time_and_meaning(full_report, tmp_path):
    with opened(full_report) as report:
        last = str(len(report.pages))
    page = text_of(full_report, tmp_path, "-f", last, "-l", last)
    for words in (
        sample.ADA.name, sample.IVO.name, "AI lead, AI department", "IT lead, IT department", sample.MEANING_AI,
        sample.MEANING_IT, "20 March 2026, 16:00 CET", "2026-03-21 09:00 UTC", "Sealed".upper(),
    ):  # fmt: skip
        assert words in page


def test_the_difference_analysis_of_pyhanko_agrees(signed):
    reader = PdfFileReader(BytesIO(signed))
    result = DEFAULT_DIFF_POLICY.review_file(reader, 1, doc_mdp=MDPPerm.FILL_FORMS)
    assert result.modification_level is ModificationLevel.FORM_FILLING


def test_fonts_of_the_signatures_are_embedded(full_report, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(full_report)
    table = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert all(" yes yes yes " in row for row in table)


def test_an_unsealed_report_is_not_signed(house, bare):
    with pytest.raises(SigningRefused, match="has not been sealed"):
        house.ada_signs(bare)


def test_a_department_signs_once(house, half_signed):
    with pytest.raises(SigningRefused, match="IT department has already signed"):
        house.ivo_signs(half_signed)


def test_a_report_is_sealed_once(house, sealed):
    with pytest.raises(SigningRefused, match="already been signed"):
        house.seal(sealed)


@pytest.mark.parametrize("other", [b"", b"garbage", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF"])
def test_what_is_not_a_report_is_neither_sealed_nor_signed(house, other):
    with pytest.raises(SigningRefused, match="not a readable PDF"):
        house.seal(other)
    with pytest.raises(SigningRefused, match="not a readable PDF"):
        house.ada_signs(other)


def test_only_the_two_departments_sign(house, sealed):
    with pytest.raises(SigningRefused, match="Only the AI department and the IT department"):
        sign.countersign(
            sealed,
            house.ada_key,
            "business",
            "Olu Adeyemi",
            "Lead",
            "Read",
            sample.at(21, 9),
        )


def test_a_wrong_signing_passphrase_is_a_sentence(house, sealed):
    with pytest.raises(WrongPassphrase, match="signing passphrase is wrong"):
        sign.countersign(
            sealed,
            SigningKey.from_pkcs12(house.ada.pkcs12, IVO_PASSPHRASE),
            "ai",
            sample.ADA.name,
            "AI lead",
            "Read",
            sample.at(21, 9),
        )


def test_a_lead_cannot_sign_for_the_other_department(house, sealed):
    with pytest.raises(CertificateError, match="does not belong to the IT department"):
        sign.countersign(
            sealed,
            house.ada_key,
            "it",
            sample.ADA.name,
            "IT lead",
            "Read",
            sample.at(21, 9),
        )


def test_a_lead_cannot_sign_under_another_name(house, sealed):
    with pytest.raises(CertificateError, match="not the name of the person"):
        sign.countersign(
            sealed,
            house.ada_key,
            "ai",
            "Lea Brandt",
            "AI lead",
            "Read",
            sample.at(21, 9),
        )


def test_an_expired_certificate_does_not_sign(house, sealed):
    with pytest.raises(CertificateError, match="not valid at the time"):
        sign.countersign(
            sealed, house.ada_key, "ai", sample.ADA.name, "AI lead", "Read",
            sample.at(21, 9).replace(year=2031),
        )  # fmt: skip


def test_one_person_cannot_sign_for_both_departments(house, half_signed):
    moved = house.authority.enrol(
        sample.IVO.name, "ivo@meridian.example", "AI department", "AI lead", IVO_PASSPHRASE, sample.at(3, 8)
    )
    with pytest.raises(SigningRefused, match="same person"):
        sign.countersign(
            half_signed,
            SigningKey.from_pkcs12(moved.pkcs12, IVO_PASSPHRASE),
            "ai",
            sample.IVO.name,
            "AI lead",
            "Read",
            sample.at(21, 9),
        )


def test_a_changed_report_is_not_signed(house, half_signed):
    changed = bytearray(half_signed)
    changed[3_000] ^= 1
    with pytest.raises(SigningRefused, match="changed after it was signed"):
        house.ada_signs(bytes(changed))


def test_a_company_certificate_with_an_rsa_key_and_an_intermediate_signs(house, half_signed, tmp_path):
    company_key, middle_key = rsa.generate_private_key(65537, 3072), rsa.generate_private_key(65537, 3072)
    lead_key = rsa.generate_private_key(65537, 3072)
    at = sample.at(2, 8)

    def authority(name, key, issuer, issuer_key):
        subject = certificates.subject("Meridian Mutual", name)
        builder = certificates._builder(subject, issuer or subject, key.public_key(), at, certificates.ROOT_VALIDITY)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        return builder.add_extension(certificates._usage("key_cert_sign"), critical=True).sign(
            issuer_key, hashes.SHA256()
        )

    company = authority("Company root", company_key, None, company_key)
    middle = authority("Company people", middle_key, company.subject, company_key)
    subject = certificates.subject(
        "Meridian Mutual", sample.ADA.name, "AI department", "AI lead", "ada@meridian.example"
    )
    own = certificates.signing(subject, lead_key.public_key(), (middle, middle_key), at, certificates.LEAD_VALIDITY)
    store = pkcs12.serialize_key_and_certificates(
        b"ada", lead_key, own, [middle, company], BestAvailableEncryption(ADA_PASSPHRASE.encode())
    )
    report = sign.countersign(
        half_signed,
        SigningKey.from_pkcs12(store, ADA_PASSPHRASE),
        "ai",
        sample.ADA.name,
        "AI lead",
        sample.MEANING_AI,
        sample.at(21, 9),
    )
    assert verify(report, Trust((*house.trust.organisation, company))).ok
    assert not verify(report, house.trust).ok
    assert pdfsig(report, tmp_path).count("Signature is Valid.") == 3
