"""A real time-stamping authority (RFC 3161) with certificates and revocation lists, served over HTTP by certomancer.

`python -m tests.time_authority FOLDER` runs one until Ctrl-C, writes its root to FOLDER/time-root.pem and prints its
address.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import pem
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertomancerConfig
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

ARCH = "time"
TIME_HEADER = "HTTP_X_CERTOMANCER_FAKE_TIME"
"""How certomancer is told the time; what a client sends in it is overwritten."""

CONFIGURATION = """
external-url-prefix: "{url}"
keysets:
  time:
    path-prefix: "{folder}"
    keys:
      root: {{path: root.key.pem}}
      issuing: {{path: issuing.key.pem}}
      stamper: {{path: stamper.key.pem}}
pki-architectures:
  time:
    keyset: time
    entity-defaults: {{organization-name: {name} Time Stamping, country-name: GB}}
    entities:
      root: {{common-name: {name} Root}}
      issuing: {{common-name: {name} Issuing CA}}
      stamper: {{common-name: {name} Time Stamping Unit}}
    certs:
      root:
        subject: root
        issuer: root
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2060-01-01T00:00:00+0000"}}
        profiles:
          - id: simple-ca
            params: {{max-path-len: 1, crl-repo: root}}
      issuing:
        subject: issuing
        issuer: root
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2055-01-01T00:00:00+0000"}}
        profiles:
          - id: simple-ca
            params: {{max-path-len: 0}}
      stamper:
        subject: stamper
        issuer: issuing
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "{until}"}}
        extensions:
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature]}}}}
          - {{id: extended_key_usage, critical: true, value: [time_stamping]}}
          - {{id: crl_distribution_points, smart-value: {{schema: crl-dist-url, params: {{crl-repo-names: [issuing]}}}}}}
    services:
      time-stamping:
        stamps: {{signing-cert: stamper, certs-to-embed: [issuing]}}
      crl-repo:
        root: {{for-issuer: root, signing-key: root, simulated-update-schedule: P90D}}
        issuing: {{for-issuer: issuing, signing-key: issuing, simulated-update-schedule: P7D}}
"""  # noqa: E501


@dataclass
class TimeAuthority:
    """The running service. `down` makes it answer 503; `asked` counts the questions for a time-stamp.

    `clock` is the time that it stamps. Its revocation lists are always of the present.
    """

    url: str
    root_pem: bytes
    down: bool = False
    asked: int = 0
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def _private_keys(folder: Path) -> None:
    made = {
        "root": ec.generate_private_key(ec.SECP384R1()),
        "issuing": ec.generate_private_key(ec.SECP384R1()),
        "stamper": rsa.generate_private_key(65537, 3072),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, key in made.items():
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key.pem").write_bytes(plain)


def _serve(authority: TimeAuthority, animator: Animator, server_port: int) -> BaseWSGIServer:
    def application(environ, start_response):  # type: ignore[no-untyped-def]
        if environ["REQUEST_METHOD"] == "POST":
            authority.asked += 1
            environ[TIME_HEADER] = authority.clock().isoformat()
        if authority.down:
            return Response("The authority is closed.", 503)(environ, start_response)
        return animator(environ, start_response)

    server = make_server("127.0.0.1", server_port, application, threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@contextmanager
def time_authority(
    folder: Path, name: str = "Chronos", until: str = "2050-01-01T00:00:00+0000"
) -> Iterator[TimeAuthority]:
    """An authority on a free port of this machine. `until` ends the validity of its stamping certificate."""
    _private_keys(folder)
    reserved = make_server("127.0.0.1", 0, Response())
    port = reserved.server_port
    reserved.server_close()
    address = f"http://127.0.0.1:{port}"
    text = CONFIGURATION.format(url=address, folder=folder, name=name, until=until)
    (folder / "certomancer.yml").write_text(text)
    configuration = CertomancerConfig.from_file(
        str(folder / "certomancer.yml"), key_search_dir=str(folder), config_search_dir=str(folder)
    )
    architecture = configuration.get_pki_arch(ArchLabel(ARCH))
    animator = Animator(AnimatorArchStore(configuration.pki_archs), with_web_ui=False, allow_time_override=True)
    root = pem.armor("CERTIFICATE", architecture.get_cert("root").dump())
    authority = TimeAuthority(f"{address}/{ARCH}/tsa/stamps", root)
    server = _serve(authority, animator, port)
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    place = Path(sys.argv[1]).resolve()
    with time_authority(place) as running:
        (place / "time-root.pem").write_bytes(running.root_pem)
        print(running.url, flush=True)
        threading.Event().wait()
