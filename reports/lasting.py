"""What a revision with a document time-stamp may add: validation material, and one field that is never seen.

Exact, because it knows the only writer there is (`reports.archive`): the catalogue gains the store and the field, one
page gains the field among its annotations, the store grows, and nothing else differs.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from reports.additions import existed, is_container, parts, same_trailer, touched

OFF_THE_PAGE = [-9999] * 4
FIELD: Mapping[str, object] = MappingProxyType(
    {"/FT": "/Sig", "/Type": "/Annot", "/Subtype": "/Widget", "/F": 132, "/Rect": OFF_THE_PAGE, "/TU": "Timestamp"}
)
"""A time-stamp's field says this, its name, its page and its value: nothing that could paint."""

SERIES = ("/Certs", "/CRLs", "/OCSPs")

Differences = dict[str, tuple[generic.PdfObject | None, generic.PdfObject | None]]


def only_lasts(reader: PdfFileReader, stamp: EmbeddedPdfSignature) -> bool:
    """Whether the revision of a document time-stamp adds it and validation material, and nothing else."""
    revision, field = int(stamp.signed_revision), stamp.sig_field.container_ref
    if revision <= 1 or not isinstance(field, generic.Reference) or reader.xrefs.refs_freed_in_revision(revision):
        return False
    old, new = reader.get_historical_resolver(revision - 1), reader.get_historical_resolver(revision)
    if not same_trailer(old, new) or existed(old, stamp.sig_field.raw_get("/V")) or not old.is_ref_unassignable(field):
        return False
    known, added = touched(reader, old, revision)
    catalogue, page = new.trailer_view.raw_get("/Root").reference, stamp.sig_field.raw_get("/P").reference
    store = new.root.raw_get("/DSS").reference
    return (
        known <= {catalogue, page, store}
        and _is_unseen(stamp.sig_field)
        and _catalogue(_differences(old(catalogue), new(catalogue)), old, field)
        and _page(_differences(old(page), new(page)), field)
        and (store in added or _grows(_differences(old(store), new(store))))
        and _hangs_together(new, store, stamp, added - {field})
    )


def _is_unseen(field: generic.DictionaryObject) -> bool:
    plain = {key: field.raw_get(key) for key in field}
    named = all(plain.pop(key, None) is not None for key in ("/T", "/P", "/V"))
    return named and plain == FIELD


def _catalogue(changes: Differences, old: HistoricalResolver, field: generic.Reference) -> bool:
    before, after = changes.pop("/AcroForm", (None, None))
    if changes and (set(changes) != {"/DSS"} or "/DSS" in old.root):
        return False
    if not isinstance(before, generic.DictionaryObject) or not isinstance(after, generic.DictionaryObject):
        return False
    form = _differences(before, after)
    return set(form) == {"/Fields"} and _appended(form["/Fields"], [field])


def _page(changes: Differences, field: generic.Reference) -> bool:
    return set(changes) == {"/Annots"} and _appended(changes["/Annots"], [field])


def _grows(changes: Differences) -> bool:
    return set(changes) <= set(SERIES) and all(_appended(change) for change in changes.values())


def _appended(
    change: tuple[generic.PdfObject | None, generic.PdfObject | None], wanted: list[generic.Reference] | None = None
) -> bool:
    """Whether a list only grew at its end, by the wanted entries where they are named."""
    before, after = (_references(side) for side in change)
    if before is None or after is None or after[: len(before)] != before:
        return False
    return wanted is None or after[len(before) :] == wanted


def _references(value: generic.PdfObject | None) -> list[generic.Reference] | None:
    if value is None:
        return []
    if not isinstance(value, generic.ArrayObject):
        return None
    raw = [value.raw_get(index) for index in range(len(value))]
    return [one.reference for one in raw] if all(isinstance(one, generic.IndirectObject) for one in raw) else None


def _hangs_together(
    new: HistoricalResolver, store: generic.Reference, stamp: EmbeddedPdfSignature, added: set[generic.Reference]
) -> bool:
    """Every new object is the time-stamp's value, or a plain stream that the store names."""
    content = new(store)
    if not isinstance(content, generic.DictionaryObject) or not set(content) <= set(SERIES):
        return False
    named = {one for key in content for one in _references(content.raw_get(key)) or []}
    value = stamp.sig_field.raw_get("/V").reference
    return all(
        reference in {store, value}
        or is_container(new(reference))
        or (reference in named and _is_plain(new(reference)))
        for reference in added
    )


def _is_plain(value: generic.PdfObject) -> bool:
    return isinstance(value, generic.StreamObject) and set(value) <= {"/Length"}


def _differences(before: generic.PdfObject, after: generic.PdfObject) -> Differences:
    """Entries of two dictionaries that differ. Raises TypeError where one is none."""
    if not (isinstance(before, generic.DictionaryObject) and isinstance(after, generic.DictionaryObject)):
        raise TypeError("Not a dictionary.")
    written = [parts(side) for side in (before, after)]
    keys: Iterable[str] = [key for key in {*written[0], *written[1]} if written[0].get(key) != written[1].get(key)]
    return {key: (_raw(before, key), _raw(after, key)) for key in keys}


def _raw(value: generic.DictionaryObject, key: str) -> generic.PdfObject | None:
    return value.raw_get(key) if key in value else None
