"""Time-stamps of a real authority, and what they prove later: about keys, certificates and every byte."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pikepdf
import pytest
import report_sample as sample
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from report_house import asked

from incidents.domain.review import Level
from reports import archive, stamps
from reports.trust import Trust
from reports.update import Update
from reports.verify import verify
from tests.time_authority import time_authority

LATER = timedelta(days=365)


def revoked(house, serial: str, at: datetime, reason: x509.ReasonFlags) -> bytes:
    """A revocation list of the house that names one certificate."""
    entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(at)
    entry = entry.add_extension(x509.CRLReason(reason), critical=False)
    builder = x509.CertificateRevocationListBuilder().issuer_name(house.authority.issuer_certificate.subject)
    builder = builder.last_update(at).next_update(at + timedelta(days=7)).add_revoked_certificate(entry.build())
    return builder.sign(house.authority.issuer_key, hashes.SHA256()).public_bytes(Encoding.DER)


def test_a_report_with_every_time_stamp_is_made_to_last(house, lasting, time_service):
    verification = verify(lasting, house.believing(time_service))
    assert verification.ok, verification.problems
    assert verification.level is Level.LASTING
    assert {one.stamped_by for one in verification.signatures} == {"Chronos Time Stamping Unit"}
    assert [one.authority for one in verification.time_stamps] == ["Chronos Time Stamping Unit"]
    assert all(one.stamped_at < verification.time_stamps[0].at for one in verification.signatures)


def test_each_signature_carries_its_time_stamp_before_the_next_is_given(house, bare, time_service):
    half = house.stamped(bare, time_service, until=2)
    seal, ivo = verify(half, house.believing(time_service)).signatures
    assert (seal.level, ivo.level) == (Level.TIMED, Level.TIMED)
    assert seal.stamped_at <= ivo.stamped_at


def test_stamping_twice_changes_nothing(house, bare, time_service):
    once = house.stamped(bare, time_service, until=1)
    assert stamps.stamp_last(once, asked(time_service)) == once


def test_a_time_stamp_leaves_what_was_signed_alone(house, bare, time_service):
    signed = house.seal(bare, room=True)
    stamped = stamps.stamp_last(signed, asked(time_service))
    differing = [place for place, (one, other) in enumerate(zip(signed, stamped, strict=True)) if one != other]
    start = signed.index(b"/Contents <") + len(b"/Contents ")
    assert start <= differing[0] <= differing[-1] < start + 32_770


def test_without_trust_in_the_authority_the_times_prove_nothing(house, lasting):
    verification = verify(lasting, house.trust)
    assert not verification.ok
    assert all("time-stamp" in problem for problem in verification.problems)


def test_an_organisations_root_cannot_attest_times_nor_a_time_authority_sign(house, lasting, time_service):
    crossed = Trust.of([time_service.root_pem], [house.authority.root_certificate_pem])
    assert not verify(lasting, crossed).ok


def test_a_report_signed_with_the_servers_time_becomes_lasting_later(house, signed, time_service):
    made = archive.extend(signed, asked(time_service), house.believing(time_service))
    verification = verify(made, house.believing(time_service))
    assert verification.ok, verification.problems
    assert made.startswith(signed)
    assert verification.level is Level.LASTING


def test_a_newer_time_stamp_carries_the_proof_beyond_the_end_of_the_older_one(house, signed, time_service, tmp_path):
    soon = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%S+0000")
    with time_authority(tmp_path / "old", name="Kairos", until=soon) as old:
        trust = house.believing(old, time_service)
        first = archive.extend(signed, asked(old), trust)
        after = datetime.now(UTC) + LATER
        assert verify(first, trust).ok
        assert any("had ended" in problem for problem in verify(first, trust, after).problems)
        again = archive.extend(first, asked(time_service), trust)
    assert again.startswith(first)
    assert archive.stamped_until(first) < after < archive.stamped_until(again)
    later = verify(again, trust, after)
    assert later.ok, later.problems
    assert len(later.time_stamps) == 2


def test_a_report_outlives_the_certificates_of_its_leads(house, lasting, signed, time_service):
    in_ten_years = datetime(2036, 1, 1, tzinfo=UTC)
    assert verify(lasting, house.believing(time_service), in_ten_years).ok


@pytest.mark.parametrize("reason", [x509.ReasonFlags.key_compromise, x509.ReasonFlags.superseded])
def test_a_certificate_revoked_after_the_time_stamp_does_not_touch_the_signature(house, lasting, time_service, reason):
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    lists = [revoked(house, house.ada.serial, tomorrow, reason)]
    verification = verify(lasting, house.believing(time_service, revocation_lists=lists))
    assert verification.ok, verification.problems
    assert any("after it had signed" in sentence for sentence in verification.sentences)


def test_a_certificate_revoked_before_the_time_stamp_voids_the_signature(house, lasting, time_service):
    lists = [revoked(house, house.ada.serial, sample.at(22, 8), x509.ReasonFlags.superseded)]
    verification = verify(lasting, house.believing(time_service, revocation_lists=lists))
    assert not verification.ok
    assert "revoked on 22 March 2026" in " ".join(verification.problems)


@pytest.mark.parametrize(
    ("reason", "day", "holds"),
    [
        (x509.ReasonFlags.superseded, 22, True),
        (x509.ReasonFlags.cessation_of_operation, 22, True),
        (x509.ReasonFlags.key_compromise, 22, False),
        (x509.ReasonFlags.superseded, 20, False),
    ],
)
def test_without_a_time_stamp_a_compromised_key_voids_even_earlier_signatures(house, signed, reason, day, holds):
    lists = [revoked(house, house.ada.serial, sample.at(day, 8), reason)]
    assert verify(signed, house.believing(revocation_lists=lists)).ok is holds


def test_a_revocation_list_of_somebody_else_says_nothing(house, signed, tmp_path):
    from report_house import found

    forger = found(tmp_path / "keys")
    lists = [revoked(forger, house.ada.serial, sample.at(20, 8), x509.ReasonFlags.key_compromise)]
    assert verify(signed, house.believing(revocation_lists=lists)).ok


def test_an_authority_that_is_closed_gives_a_sentence(house, bare, time_service):
    sealed = house.seal(bare, room=True)
    time_service.down = True
    try:
        with pytest.raises(stamps.Unavailable, match="answered with status 503"):
            stamps.stamp_last(sealed, asked(time_service))
    finally:
        time_service.down = False


def test_an_authority_that_cannot_be_reached_gives_a_sentence(house, bare, time_service):
    nobody = stamps.TimeAuthority("http://127.0.0.1:9/", asked(time_service).roots)
    with pytest.raises(stamps.Unavailable, match="could not be reached"):
        stamps.stamp_last(house.seal(bare, room=True), nobody)


def test_an_authority_under_an_unknown_root_is_refused(house, bare, time_service):
    stranger = stamps.TimeAuthority(time_service.url, house.trust.organisation)
    with pytest.raises(stamps.Unavailable, match="does not stand under a trusted root"):
        stamps.stamp_last(house.seal(bare, room=True), stranger)


@contextmanager
def answering(content: bytes, kind: str = "application/timestamp-reply") -> Iterator[str]:
    """A server that says the same to everybody."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("content", [b"", b"\x30\x03\x02\x01\x00", b"<html>busy</html>", b"\x30\x80" + b"\xff" * 500])
def test_an_answer_that_is_no_time_stamp_is_refused_in_a_sentence(house, bare, time_service, content):
    with answering(content) as url:
        strange = stamps.TimeAuthority(url, asked(time_service).roots)
        with pytest.raises(stamps.Unavailable):
            stamps.stamp_last(house.seal(bare, room=True), strange)


def test_the_time_stamp_of_another_file_is_not_taken(house, bare, sealed, time_service):
    """An authority that answers with an old token, over something else."""
    from reports import cms, envelope

    token = asked(time_service).token(b"\x01" * 32)
    signed = house.seal(bare, room=True)
    _, start, end, _ = envelope.last(signed)
    der = cms.with_stamp(envelope.value(signed[start:end]), token)
    forged = signed[:start] + envelope.gap(der, end - start) + signed[end:]
    problems = verify(forged, house.believing(time_service)).problems
    assert problems == ("A time-stamp belongs to something else: what it covers was changed.",)


def updated(report: bytes, change: Callable[[Update], None]) -> bytes:
    """The report with one more incremental update."""
    writer = Update(BytesIO(report))
    change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def paint(writer: Update) -> None:
    """Let the time-stamp's field show a picture on the page."""
    field = writer.root["/AcroForm"]["/Fields"].raw_get(-1).get_object()
    field["/Rect"] = generic.ArrayObject([generic.NumberObject(number) for number in (50, 50, 500, 500)])
    writer.update_container(field)


def drop_material(writer: Update) -> None:
    """Take the revocation lists out again."""
    store = writer.root["/DSS"]
    del store["/CRLs"]
    writer.update_container(store)


def smuggle(writer: Update) -> None:
    """Hide a stream in the store."""
    stream = generic.StreamObject(stream_data=writer.root["/DSS"]["/Certs"][0].data)
    stream["/Type"] = generic.NameObject("/EmbeddedFile")
    writer.root["/DSS"]["/Certs"].append(writer.add_object(stream))
    writer.update_container(writer.root["/DSS"])


def retitle(writer: Update) -> None:
    """Change what the file says that it is."""
    writer.root["/Lang"] = generic.TextStringObject("de")
    writer.update_root()


@pytest.mark.parametrize("change", [paint, drop_material, smuggle, retitle], ids=lambda change: change.__name__)
def test_a_change_hidden_under_a_new_time_stamp_shows(house, lasting, time_service, change):
    """The attacker has the authority's help: anybody may ask it for a time-stamp."""
    trust = house.believing(time_service)
    again = archive.extend(updated(lasting, change), asked(time_service), trust)
    assert not verify(again, trust).ok


def test_a_change_inside_the_revision_of_a_time_stamp_shows(house, signed, time_service, monkeypatch):
    trust, original = house.believing(time_service), Update.__init__

    def changed(self, *args, **kwargs):
        original(self, *args, **kwargs)
        retitle(self)

    monkeypatch.setattr(Update, "__init__", changed)
    made = archive.extend(signed, asked(time_service), trust)
    monkeypatch.undo()
    verification = verify(made, trust)
    assert not verification.ok
    assert any("something else was added or changed" in problem for problem in verification.problems)


def test_removing_the_time_stamp_leaves_a_genuine_report_of_a_lower_level(house, signed, time_service):
    """It is the same file as before it was archived: nothing forged, and it says its level."""
    trust = house.believing(time_service)
    made = archive.extend(signed, asked(time_service), trust)
    cut = verify(made[: len(signed)], trust)
    assert (cut.ok, cut.level) == (True, Level.BASIC)


def test_a_signature_after_the_time_stamp_shows(house, half_signed, time_service):
    trust = house.believing(time_service)
    archived = archive.extend(half_signed, asked(time_service), trust)
    verification = verify(house.ada_signs(archived), trust)
    assert "Something other than signatures was added or changed after the seal." in verification.problems


def test_rewriting_a_lasting_report_with_another_tool_shows(house, lasting, time_service):
    with pikepdf.open(BytesIO(lasting)) as report:
        output = BytesIO()
        report.save(output)
    assert not verify(output.getvalue(), house.believing(time_service)).ok
