"""Verifying accepts exactly what the organisation issued and two leads signed, and says the rest in plain words."""

import random
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
import report_sample as sample
from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata
from report_house import ADA_PASSPHRASE, IVO_PASSPHRASE, House, found

from reports import certificates, keys, pdf, places, sign
from reports.packet import digest
from reports.trust import Trust, Unreadable
from reports.update import Update
from reports.verify import LIMIT, verify


def test_a_fully_signed_report_holds(house, full_report):
    verification = verify(full_report, house.trust)
    packet = sample.packet()
    assert verification.ok
    assert verification.problems == ()
    assert verification.reference == packet.reference
    assert verification.revision == 1
    assert verification.supersedes is None
    assert verification.title == packet.title
    assert verification.anchor_sequence == 148
    assert verification.anchor_sha256 == packet.anchor.sha256
    assert verification.packet_digest == digest(packet)
    assert verification.demo


def test_it_says_who_signed_for_whom_when_and_with_what_meaning(house, full_report):
    seal, ada, ivo = verify(full_report, house.trust).signatures
    assert (seal.field, seal.organisation, seal.certifying) == ("Seal", "Meridian Mutual", True)
    assert (ada.department, ada.name, ada.role, ada.signed_at) == ("ai", sample.ADA.name, "AI lead", sample.at(21, 9))
    assert (ivo.department, ivo.name, ivo.meaning) == ("it", sample.IVO.name, sample.MEANING_IT)
    assert all(one.intact and one.trusted and one.level == "PAdES B-B" for one in (seal, ada, ivo))
    assert ada.serial == house.ada.serial


def test_the_sentences_are_plain(house, signed):
    sentences = " ".join(verify(signed, house.trust).sentences)
    for words in (
        "No byte",
        "Meridian Mutual sealed",
        "Ada Lindqvist signed for the AI department",
        "Two different people",
    ):
        assert words in sentences


def test_a_report_that_waits_for_a_lead_does_not_hold_yet(house, half_signed):
    verification = verify(half_signed, house.trust)
    assert not verification.ok
    assert "The AI department has not signed." in verification.problems
    assert verification.reference == "AI-2026-0014"


def test_removing_the_last_signature_shows(house, signed, half_signed):
    assert signed.startswith(half_signed)
    assert not verify(signed[: len(half_signed)], house.trust).ok


def test_removing_the_seal_shows(house, signed):
    with pikepdf.open(BytesIO(signed)) as report:
        del report.Root.Perms
        for field in report.Root.AcroForm.Fields:
            if str(field.T) == "Seal":
                del field.V
        output = BytesIO()
        report.save(output)
    assert not verify(output.getvalue(), house.trust).ok


def test_a_look_alike_with_the_same_names_is_not_trusted(house, bare, tmp_path):
    forger = found(tmp_path / "keys")
    forged = forger.ada_signs(forger.ivo_signs(forger.seal(bare)))
    assert verify(forged, forger.trust).ok
    verification = verify(forged, house.trust)
    assert not verification.ok
    assert "trusted" in verification.problems[0]


def test_a_look_alike_without_its_root_inside_is_not_trusted(house, bare, tmp_path, monkeypatch):
    forger = found(tmp_path / "keys")
    signer = forger.authority.seal_signer()
    monkeypatch.setattr(
        House, "seal", lambda _house, report: sign.seal(report, replace(signer, chain=()), sample.at(20, 15))
    )
    forged = forger.ada_signs(forger.ivo_signs(forger.seal(bare)))
    assert not verify(forged, house.trust).ok
    assert not verify(forger.seal(bare), house.trust).ok


def test_without_any_trust_nothing_holds(signed):
    assert not verify(signed, Trust(())).ok


def test_an_unreadable_root_is_a_sentence():
    with pytest.raises(Unreadable, match="A trusted root certificate cannot be read"):
        Trust.of([b"not a certificate"])


def updated(report: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The report with an incremental update."""
    writer = IncrementalPdfFileWriter(BytesIO(report))
    change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def append_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"].raw_get(0).get_object()
    copy = generic.DictionaryObject(
        {key: page.raw_get(key) for key in page if key not in {"/Annots", "/StructParents"}}
    )
    writer.root["/Pages"]["/Kids"].append(writer.add_object(copy))
    writer.root["/Pages"]["/Count"] = generic.NumberObject(len(writer.root["/Pages"]["/Kids"]))
    writer.update_container(writer.root["/Pages"]["/Kids"])
    writer.update_container(writer.root["/Pages"])


def retitle(writer: IncrementalPdfFileWriter) -> None:
    info = writer.trailer["/Info"]
    info["/Title"] = generic.TextStringObject("Nothing happened")
    writer.update_container(info)


def exchange_packet(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.root["/AF"].raw_get(0).get_object()["/EF"]["/F"]
    stream._data = b"{}"
    stream._encoded_data = None
    writer.update_container(stream)


def redraw_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"].raw_get(0).get_object()
    page["/Contents"]._data = b"0 0 m 100 100 l S"
    page["/Contents"]._encoded_data = None
    writer.update_container(page["/Contents"])


def add_orphan(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(generic.StreamObject(stream_data=b"hidden"))


CHANGES = [append_page, retitle, exchange_packet, redraw_page, add_orphan]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_an_update_after_the_last_signature_shows(house, signed, change):
    assert not verify(updated(signed, change), house.trust).ok


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_an_update_between_the_signatures_shows(house, half_signed, change, monkeypatch):
    changed = updated(half_signed, change)
    monkeypatch.setattr(sign, "_check_intact", lambda _report: None)
    if change is exchange_packet:
        with pytest.raises(sign.SigningRefused, match="packet"):
            house.ada_signs(changed)
        return
    verification = verify(house.ada_signs(changed), house.trust)
    assert not verification.ok
    assert "Something other than signatures was added or changed after the seal." in verification.problems


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_lead_who_changes_more_than_the_own_signature_shows(house, half_signed, change, monkeypatch):
    original = Update.__init__

    def changed_writer(self, *args, **kwargs):
        original(self, *args, **kwargs)
        change(self)

    monkeypatch.setattr(Update, "__init__", changed_writer)
    report = house.ada_signs(half_signed)
    monkeypatch.undo()
    verification = verify(report, house.trust)
    assert not verification.ok
    if change is exchange_packet:
        assert verification.problems[0].startswith("The attached packet cannot be read")
    else:
        assert "Something other than signatures was added or changed after the seal." in verification.problems


def signed_anyway(report: bytes, store: bytes, passphrase: str, field: str, name: str, certify: bool = False) -> bytes:
    """A signature made past our own checks, as a lead with tools could."""
    bundle = keys.open_pkcs12(store, passphrase)
    meta = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=name,
        reason="Read",
        certify=certify,
    )
    signer = sign._signer(bundle.cert.certificate, bundle.key, [extra.certificate for extra in bundle.additional_certs])
    style = sign.appearance.of_seal(sample.bare(), "Anybody", sample.at(21, 9))
    return sign._sign(report, meta, signer, style, sample.at(21, 9))


def test_a_signature_in_the_other_departments_place_shows(house, half_signed):
    report = signed_anyway(half_signed, house.ivo.pkcs12, IVO_PASSPHRASE, "AI_lead", sample.IVO.name)
    problems = " ".join(verify(report, house.trust).problems)
    assert "certificate of another department" in problems
    assert "One person signed twice." in problems


def test_one_person_with_two_certificates_shows(house, half_signed):
    moved = house.authority.enrol(
        sample.IVO.name, "ivo@meridian.example", "AI department", "AI lead", IVO_PASSPHRASE, sample.at(3, 8)
    )
    report = signed_anyway(half_signed, moved.pkcs12, IVO_PASSPHRASE, "AI_lead", sample.IVO.name)
    assert "One person signed twice." in verify(report, house.trust).problems


def test_a_printed_name_that_is_not_the_certified_one_shows(house, half_signed):
    report = signed_anyway(half_signed, house.ada.pkcs12, ADA_PASSPHRASE, "AI_lead", "Lea Brandt")
    assert (
        "The name printed for the AI department is not the name in the certificate."
        in verify(report, house.trust).problems
    )


def test_a_lead_cannot_stand_in_for_the_seal(house, bare):
    report = signed_anyway(bare, house.ada.pkcs12, ADA_PASSPHRASE, "Seal", sample.ADA.name, certify=True)
    assert (
        "The first signature is not an organisation's seal that certifies the file."
        in verify(report, house.trust).problems
    )


def test_a_report_without_a_seal_does_not_hold(house, bare):
    report = signed_anyway(bare, house.ada.pkcs12, ADA_PASSPHRASE, "AI_lead", sample.ADA.name)
    assert (
        "The first signature is not an organisation's seal that certifies the file."
        in verify(report, house.trust).problems
    )


def test_a_signature_dated_before_the_seal_shows(house, sealed):
    report = sign.countersign(
        sealed,
        house.ada_key,
        "ai",
        sample.ADA.name,
        "AI lead",
        "Read",
        sample.at(19, 9),
    )
    assert "The signature for the AI department states a time before the seal." in verify(report, house.trust).problems


def test_an_expired_certificate_shows(house, sealed, monkeypatch):
    monkeypatch.setattr(certificates, "check_for_signing", lambda *_args: None)
    report = sign.countersign(
        sealed, house.ada_key, "ai", sample.ADA.name, "AI lead", "Read",
        sample.at(21, 9).replace(year=2031),
    )  # fmt: skip
    problems = " ".join(verify(report, house.trust).problems)
    assert "certificate of Ada Lindqvist is not trusted here, or was not valid" in problems


def test_an_idle_certificate_among_the_signatures_shows(house, half_signed, tmp_path):
    stranger = found(tmp_path / "keys").authority
    bundle = keys.open_pkcs12(house.ada.pkcs12, ADA_PASSPHRASE)
    chain = [extra.certificate for extra in bundle.additional_certs]
    idle = x509.load_pem_x509_certificate(stranger.enrol(
        "Sam Stranger", "", "AI department", "Nobody", ADA_PASSPHRASE, sample.at(2, 8)
    ).certificate_pem)  # fmt: skip
    meta = PdfSignatureMetadata(
        field_name=places.LEADS["ai"], md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=sample.ADA.name
    )
    signer = sign._signer(bundle.cert.certificate, bundle.key, [*chain, idle])
    style = sign.appearance.of_seal(sample.bare(), "Anybody", sample.at(21, 9))
    report = sign._sign(half_signed, meta, signer, style, sample.at(21, 9))
    assert not verify(report, house.trust).ok


def test_an_unsigned_report_says_so(house, bare):
    assert verify(bare, house.trust).problems == ("This file carries no signature.",)


def test_an_encrypted_report_is_refused(house, signed):
    output = BytesIO()
    with pikepdf.open(BytesIO(signed)) as report:
        report.save(output, encryption=pikepdf.Encryption(owner="secret", user="secret"))
    assert not verify(output.getvalue(), house.trust).ok


@pytest.mark.parametrize(
    "junk", [b"", b"%", b"%PDF-1.7\n", b"GIF89a", b"\x00" * 1000, b"PK\x03\x04", b"%PDF-1.7\n%%EOF\n"]
)
def test_junk_is_answered_with_a_sentence(house, junk):
    verification = verify(junk, house.trust)
    assert not verification.ok
    assert verification.problems[0].endswith(".")


def test_a_huge_file_is_refused_unread(house, monkeypatch):
    monkeypatch.setattr("reports.verify.LIMIT", 100)
    assert LIMIT > 10**8
    assert verify(b"%PDF-1.7\n" + b"0" * 100, house.trust).problems == ("This file is too large to be a report.",)


def test_random_bytes_and_truncations_never_raise(house, signed):
    chance = random.Random(7)
    for _ in range(40):
        assert not verify(b"%PDF-1.7\n" + chance.randbytes(chance.randrange(3_000)), house.trust).ok
        assert not verify(signed[: chance.randrange(len(signed))], house.trust).ok


@pytest.mark.parametrize("tail", [b"\n", b"\x00", b" ", b"%%EOF\n", b"trailer"])
def test_anything_behind_the_end_shows(house, signed, tail):
    assert not verify(signed + tail, house.trust).ok


def test_a_report_of_a_packet_that_cannot_be_read_is_never_sealed(house, monkeypatch):
    monkeypatch.setattr(pdf, "to_json", lambda _packet: b"{}")
    with pytest.raises(sign.SigningRefused, match="schema version"):
        house.seal(pdf.render(sample.bare()))
