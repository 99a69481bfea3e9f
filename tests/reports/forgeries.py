"""What a forger might hand in: each takes genuine files and returns one that must never be accepted.

Named after the attacks where they have a name: shadow, incremental saving and signature wrapping attacks are those of
Mladenov, Mainka, Rohlmann and others on PDF signatures (2019 to 2021).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import pikepdf
import report_sample as sample
from asn1crypto import cms as asn1_cms
from asn1crypto import core
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata
from report_house import ADA_PASSPHRASE, IVO_PASSPHRASE, House, asked

from reports import archive, envelope, keys, places, sign
from reports.update import Update
from tests.time_authority import TimeAuthority

Forger = Callable[["Stock"], bytes]
FORGERIES: dict[str, Forger] = {}
NOON = sample.at(21, 12)


@dataclass(frozen=True)
class Stock:
    """What forgers have: genuine files at every stage, another genuine report, and a look-alike house of their own."""

    house: House
    forger: House
    service: TimeAuthority
    bare: bytes
    sealed: bytes
    half_signed: bytes
    signed: bytes
    lasting: bytes
    other_signed: bytes


def forgery(make: Forger) -> Forger:
    """Put it on the list under its name."""
    FORGERIES[make.__name__] = make
    return make


def updated(report: bytes, change: Callable[[Update], None]) -> bytes:
    """The report with an incremental update."""
    writer = Update(BytesIO(report))
    change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def resaved(report: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The report written anew by another tool."""
    with pikepdf.open(BytesIO(report)) as opened:
        change(opened)
        output = BytesIO()
        opened.save(output)
    return output.getvalue()


def signed_by(report: bytes, store: bytes, passphrase: str, field: str, name: str, at: datetime = NOON) -> bytes:
    """A signature made past the product's checks."""
    key = keys.SigningKey.from_pkcs12(store, passphrase)
    meta = PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=name, reason="Read"
    )
    style = sign.appearance.of_seal(sample.bare(), "Anybody", at)
    return sign._sign(report, meta, sign._signer(key.certificate, key.key, key.chain), style, at)


def revalued(report: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The report with another value in its last signature's gap."""
    _, start, end, _ = envelope.last(report)
    value = change(envelope.value(report[start:end]))
    return report[:start] + envelope.gap(value, end - start) + report[end:]


def first_page(writer: Update) -> generic.DictionaryObject:
    page = writer.root["/Pages"]["/Kids"].raw_get(0).get_object()
    assert isinstance(page, generic.DictionaryObject)
    return page


def swap_packet(writer: Update) -> None:
    """Attach the packet of another revision."""
    stream = writer.root["/AF"].raw_get(0).get_object()["/EF"]["/F"]
    stream._data, stream._encoded_data = stream.data.replace(b'"revision":1', b'"revision":2'), None
    writer.update_container(stream)


@forgery
def look_alike_of_the_same_names(stock: Stock) -> bytes:
    return stock.forger.ada_signs(stock.forger.ivo_signs(stock.forger.seal(stock.bare)))


@forgery
def look_alike_with_genuine_time_stamps(stock: Stock) -> bytes:
    return stock.forger.lasting(stock.bare, stock.service)


@forgery
def genuine_seal_with_look_alike_leads(stock: Stock) -> bytes:
    return stock.forger.ada_signs(stock.forger.ivo_signs(stock.sealed))


@forgery
def shadow_attack_that_replaces_a_page(stock: Stock) -> bytes:
    def replace(writer: Update) -> None:
        page = first_page(writer)
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 500 500 l S"))
        writer.update_container(page)

    return updated(stock.signed, replace)


@forgery
def shadow_attack_that_hides_under_an_annotation(stock: Stock) -> bytes:
    def hide(writer: Update) -> None:
        numbers = generic.ArrayObject([generic.FloatObject(number) for number in (0, 0, 595, 842)])
        square = {"/Type": "/Annot", "/Subtype": "/Square"}
        note = generic.DictionaryObject({key: generic.NameObject(value) for key, value in square.items()})
        note["/Rect"] = numbers
        page = first_page(writer)
        page["/Annots"].append(writer.add_object(note))
        writer.update_container(page)

    return updated(stock.signed, hide)


@forgery
def shadow_attack_under_a_new_time_stamp(stock: Stock) -> bytes:
    trust = stock.house.believing(stock.service)
    return archive.extend(shadow_attack_that_replaces_a_page(stock), asked(stock.service), trust)


@forgery
def incremental_saving_without_a_cross_reference(stock: Stock) -> bytes:
    return stock.signed + b"6 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n%%EOF\n"


@forgery
def incremental_saving_with_a_copied_trailer(stock: Stock) -> bytes:
    tail = stock.signed[stock.signed.rindex(b"startxref") :]
    return stock.signed + b"6 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n" + tail


@forgery
def incremental_saving_of_an_appended_page(stock: Stock) -> bytes:
    def append(writer: Update) -> None:
        pages = writer.root["/Pages"]
        page = first_page(writer)
        copy = {key: page.raw_get(key) for key in page if key not in {"/Annots", "/StructParents"}}
        pages["/Kids"].append(writer.add_object(generic.DictionaryObject(copy)))
        pages["/Count"] = generic.NumberObject(len(pages["/Kids"]))
        writer.update_container(pages["/Kids"])
        writer.update_container(pages)

    return updated(stock.signed, append)


@forgery
def signature_wrapping_behind_the_padding(stock: Stock) -> bytes:
    """Something else in the gap, where the zeros were."""
    _, _, end, _ = envelope.last(stock.signed)
    payload = b"deadbeef"
    return stock.signed[: end - 1 - len(payload)] + payload + stock.signed[end - 1 :]


@forgery
def signature_wrapping_with_a_moved_second_part(stock: Stock) -> bytes:
    """What was signed moves to the end; the forger's objects stand where it stood."""
    _, _, end, _ = envelope.last(stock.signed)
    return stock.signed[:end] + b"\n6 0 obj\n<<>>\nendobj\n" + stock.signed[end:]


@forgery
def signature_wrapping_with_a_second_byte_range(stock: Stock) -> bytes:
    place = stock.signed.rindex(b"/ByteRange")
    return stock.signed[:place] + b"/ByteRange [0 1 2 3] " + stock.signed[place:]


@forgery
def universal_forgery_without_a_value(stock: Stock) -> bytes:
    _, start, end, _ = envelope.last(stock.signed)
    return stock.signed[:start] + b"<" + b"0" * (end - start - 2) + b">" + stock.signed[end:]


@forgery
def universal_forgery_with_a_negative_byte_range(stock: Stock) -> bytes:
    return stock.signed.replace(b"/ByteRange [0 ", b"/ByteRange [-1", 3)


@forgery
def removed_last_signature(stock: Stock) -> bytes:
    return stock.signed[: len(stock.half_signed)]


@forgery
def removed_seal(stock: Stock) -> bytes:
    def remove(report: pikepdf.Pdf) -> None:
        del report.Root.Perms
        for field in report.Root.AcroForm.Fields:
            if str(field.T) == places.SEAL:
                del field.V

    return resaved(stock.signed, remove)


@forgery
def never_sealed(stock: Stock) -> bytes:
    lead = signed_by(stock.bare, stock.house.ivo.pkcs12, IVO_PASSPHRASE, "IT_lead", sample.IVO.name)
    return signed_by(lead, stock.house.ada.pkcs12, ADA_PASSPHRASE, "AI_lead", sample.ADA.name)


@forgery
def never_signed(stock: Stock) -> bytes:
    return stock.sealed


@forgery
def one_person_for_both_departments(stock: Stock) -> bytes:
    return signed_by(stock.half_signed, stock.house.ivo.pkcs12, IVO_PASSPHRASE, "AI_lead", sample.IVO.name)


@forgery
def a_name_that_the_certificate_does_not_have(stock: Stock) -> bytes:
    return signed_by(stock.half_signed, stock.house.ada.pkcs12, ADA_PASSPHRASE, "AI_lead", "Lea Brandt")


@forgery
def a_signature_dated_before_the_seal(stock: Stock) -> bytes:
    before = sample.at(20, 14, 6) - timedelta(days=3)
    return signed_by(stock.half_signed, stock.house.ada.pkcs12, ADA_PASSPHRASE, "AI_lead", sample.ADA.name, before)


@forgery
def the_value_of_another_report(stock: Stock) -> bytes:
    _, start, end, _ = envelope.last(stock.other_signed)
    foreign = envelope.value(stock.other_signed[start:end])
    return revalued(stock.signed, lambda _value: foreign)


@forgery
def the_packet_of_another_revision(stock: Stock) -> bytes:
    return updated(stock.signed, swap_packet)


@forgery
def the_packet_of_another_revision_under_the_second_signature(stock: Stock) -> bytes:
    """A lead who swaps the packet and then signs."""
    changed = updated(stock.half_signed, swap_packet)
    return signed_by(changed, stock.house.ada.pkcs12, ADA_PASSPHRASE, "AI_lead", sample.ADA.name)


@forgery
def changed_title_in_the_information(stock: Stock) -> bytes:
    def retitle(writer: Update) -> None:
        information = writer.trailer["/Info"]
        information["/Title"] = generic.TextStringObject("Nothing happened")
        writer.update_container(information)

    return updated(stock.signed, retitle)


@forgery
def changed_metadata(stock: Stock) -> bytes:
    def rewrite(writer: Update) -> None:
        stream = writer.root["/Metadata"]
        stream._data, stream._encoded_data = stream.data.replace(b"revision 1", b"revision 2"), None
        writer.update_container(stream)

    return updated(stock.signed, rewrite)


@forgery
def changed_picture_of_a_signature(stock: Stock) -> bytes:
    """The field shows another name; its value is untouched."""

    def repaint(writer: Update) -> None:
        fields = writer.root["/AcroForm"]["/Fields"]
        field = next(one for one in fields if one.get_object()["/T"] == "AI_lead").get_object()
        field["/AP"]["/N"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 9 9 l S"))
        writer.update_container(field)

    return updated(stock.signed, repaint)


@forgery
def an_unsigned_attribute_beside_the_signature(stock: Stock) -> bytes:
    def add(value: bytes) -> bytes:
        content = asn1_cms.ContentInfo.load(value)
        signer = content["content"]["signer_infos"][0]
        signer["unsigned_attrs"] = asn1_cms.CMSAttributes(
            [asn1_cms.CMSAttribute({"type": "1.2.3.4", "values": [core.OctetString(b"x")]})]
        )
        return bytes(content.dump(force=True))

    return revalued(stock.signed, add)


@forgery
def a_second_signer_in_one_value(stock: Stock) -> bytes:
    def double(value: bytes) -> bytes:
        content = asn1_cms.ContentInfo.load(value)
        signers = content["content"]["signer_infos"]
        content["content"]["signer_infos"] = asn1_cms.SignerInfos([signers[0], signers[0]])
        return bytes(content.dump(force=True))

    return revalued(stock.signed, double)


@forgery
def a_value_in_lower_case(stock: Stock) -> bytes:
    _, start, end, _ = envelope.last(stock.signed)
    return stock.signed[:start] + stock.signed[start:end].lower() + stock.signed[end:]


@forgery
def written_anew_by_another_tool(stock: Stock) -> bytes:
    return resaved(stock.signed, lambda _report: None)


@forgery
def encrypted(stock: Stock) -> bytes:
    output = BytesIO()
    with pikepdf.open(BytesIO(stock.signed)) as report:
        report.save(output, encryption=pikepdf.Encryption(owner="secret", user=""))
    return output.getvalue()


@forgery
def cut_short(stock: Stock) -> bytes:
    return stock.signed[:-20]


@forgery
def longer_than_it_was(stock: Stock) -> bytes:
    return stock.lasting + b"\n"


@forgery
def two_reports_in_one_file(stock: Stock) -> bytes:
    return stock.other_signed + stock.signed
