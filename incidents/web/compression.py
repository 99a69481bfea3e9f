"""Answers travel compressed. Static files are packed once; pages are packed anew, each with a length of its own."""

import gzip
import secrets
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from flask import Flask, Response, request

from incidents.web.assets import FOLDERS, file_of

WORTHWHILE = 1024
"""Bytes. Below this a packed answer saves no packet on the wire."""

MOST_PADDING = 100
"""Bytes. Lengths of equal pages differ by up to this, so that nobody learns a secret by guessing beside it (BREACH)."""

PACKED = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json", "text/csv"})


def register(app: Flask) -> None:
    """Pack what is text, for whoever takes it packed."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype not in PACKED:
        return response
    response.vary.add("Accept-Encoding")
    if not _wanted(response):
        return response
    static = file_of(request.endpoint, (request.view_args or {})["filename"]) if request.endpoint in FOLDERS else None
    if static is None and (response.is_streamed or len(response.get_data()) < WORTHWHILE):
        return response
    response.direct_passthrough = False
    response.make_sequence()  # which closes the file that lay behind it
    packed = _of_file(static, static.stat().st_mtime_ns) if static else padded(response.get_data())
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    if tag := response.get_etag()[0]:
        response.set_etag(tag, weak=True)  # the same content in another form
    return response


def _wanted(response: Response) -> bool:
    plain = "Content-Encoding" not in response.headers and response.status_code not in (204, 206, 304)
    return plain and request.method != "HEAD" and request.accept_encodings.quality("gzip") > 0


@lru_cache(maxsize=128)
def _of_file(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)


def padded(content: bytes) -> bytes:
    """Pack a page. The file name in gzip's head, which no reader looks at, is as long as chance wants."""
    packed = BytesIO()
    name = "-" * (1 + secrets.randbelow(MOST_PADDING))
    with gzip.GzipFile(name, "wb", 6, packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()
