"""What numbers in addresses may be."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""The largest row number of PostgreSQL's integer keys: a larger one names nothing, and would break the query."""


class RowNumber(IntegerConverter):
    """`<int:number>` as everywhere in Flask, but never larger than a row's number can be."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **({"max": LARGEST} | options))
