"""Static files are kept for good under the name of what is in them, and what is text travels packed."""

import gzip
import re
from collections.abc import Callable

from flask import Flask, url_for
from flask.testing import FlaskClient

from incidents.web.assets import FOR_GOOD
from incidents.web.compression import MOST_PADDING, padded

PACKED = {"Accept-Encoding": "gzip"}


def addresses(page: str) -> list[str]:
    """Every static file that a page asks for."""
    return re.findall(r'(?:href|src)="(/(?:bootstrap/)?static/[^"]+)"', page)


def test_every_static_file_of_a_page_is_named_by_its_content_and_kept_for_good(app: Flask) -> None:
    client = app.test_client()
    asked = addresses(client.get("/login").text)
    assert len(asked) > 5
    for address in asked:
        with client.get(address) as answer:
            assert re.search(r"\?v=[0-9a-f]{12}$", address), address
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_GOOD), address


def test_a_file_is_the_same_for_everybody(log_in: Callable[[str], FlaskClient]) -> None:
    with log_in("Ada").get("/static/css/tokens.css") as answer:
        assert "Cookie" not in answer.headers["Vary"]
        assert "Set-Cookie" not in answer.headers


def test_another_name_than_the_content_s_is_not_kept(app: Flask) -> None:
    with app.test_client().get("/static/css/tokens.css?v=000000000000") as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_a_file_that_is_not_there_has_no_name(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("static", filename="css/nothing.css") == "/static/css/nothing.css"
        assert url_for("static", filename="../pyproject.toml").endswith("pyproject.toml")


def test_a_packed_file_is_the_same_file(app: Flask) -> None:
    client = app.test_client()
    with client.get("/static/css/base.css") as plain, client.get("/static/css/base.css", headers=PACKED) as packed:
        assert (plain.headers.get("Content-Encoding"), packed.headers["Content-Encoding"]) == (None, "gzip")
        assert len(packed.data) < len(plain.data) / 2
        assert gzip.decompress(packed.data) == plain.data
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert "Accept-Encoding" in packed.headers["Vary"]
        tag = packed.headers["ETag"]
    with client.get("/static/css/base.css", headers=PACKED | {"If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_a_packed_page_is_the_same_page(log_in: Callable[[str], FlaskClient]) -> None:
    client = log_in("Ada")
    plain, packed = client.get("/incidents"), client.get("/incidents", headers=PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Cache-Control"] == "no-store"
    assert gzip.decompress(packed.data).count(b"<tr") == plain.data.count(b"<tr")


def test_equal_pages_travel_in_different_lengths() -> None:
    page = b"a page with a token " * 200
    lengths = {len(padded(page)) for _ in range(60)}
    assert len(lengths) > 10
    assert max(lengths) - min(lengths) < MOST_PADDING
    assert gzip.decompress(padded(page)) == page


def test_pictures_and_reports_travel_as_they_are(app: Flask) -> None:
    with app.test_client().get("/health", headers=PACKED) as answer:
        assert "Content-Encoding" not in answer.headers
