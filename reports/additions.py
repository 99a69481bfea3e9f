"""What a later revision may add to a sealed report: one signature in its own place, or material that makes it last.

Stricter and much faster than a general difference analysis, because it knows the only writer there is. When somebody
signs, every object that the revision replaces must be the place being signed (and there only value and appearance
differ) or the same as before, and every new object must hang on that place. What makes a report last is judged by
`reports.lasting`.
"""

from collections.abc import Iterator
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

SIGNED_KEYS = frozenset({"/V", "/AP"})
"""What signing changes in a field: its value and its appearance."""

TRAILER_KEYS = ("/Root", "/Info", "/Encrypt")

_CONTAINERS = frozenset({"/XRef", "/ObjStm"})


def only_signs(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> bool:
    """Whether the revision of this signature adds the signature and nothing else.

    Revision 1 is the seal's: what stands in it is what the organisation sealed.
    """
    revision = int(signature.signed_revision)
    if revision <= 1:
        return revision == 1
    old, new = reader.get_historical_resolver(revision - 1), reader.get_historical_resolver(revision)
    field = signature.sig_field.container_ref
    if not isinstance(field, generic.Reference):
        return False
    if (
        reader.xrefs.refs_freed_in_revision(revision)
        or not same_trailer(old, new)
        or existed(old, signature.sig_field.raw_get("/V"))
    ):
        return False
    known, added = touched(reader, old, revision)
    return _signs(old, new, field, known) and _hang_together(new, field, added)


def touched(
    reader: PdfFileReader, old: HistoricalResolver, revision: int
) -> tuple[set[generic.Reference], set[generic.Reference]]:
    """The objects that a revision writes: those that were there before, and those that are new."""
    changed = set(reader.xrefs.explicit_refs_in_revision(revision))
    known = {reference for reference in changed if not old.is_ref_unassignable(reference)}
    return known, changed - known


def _signs(
    old: HistoricalResolver, new: HistoricalResolver, field: generic.Reference, known: set[generic.Reference]
) -> bool:
    for reference in known:
        before, after = parts(old(reference)), parts(new(reference))
        if reference == field:
            before = {key: value for key, value in before.items() if key not in SIGNED_KEYS}
            after = {key: value for key, value in after.items() if key not in SIGNED_KEYS}
        if before != after:
            return False
    return field in known


def _hang_together(new: HistoricalResolver, field: generic.Reference, added: set[generic.Reference]) -> bool:
    """Every new object is reached from the field's value or appearance, or is a cross-reference of the file."""
    signed = new(field)
    reached = set()
    for key in SIGNED_KEYS:
        reached |= new.collect_dependencies(signed.raw_get(key), since_revision=new.revision)
    return all(is_container(new(reference)) for reference in added - reached)


def is_container(value: generic.PdfObject) -> bool:
    """Whether an object only says where others lie."""
    return isinstance(value, generic.DictionaryObject) and str(value.get("/Type", "")) in _CONTAINERS


def same_trailer(old: HistoricalResolver, new: HistoricalResolver) -> bool:
    """Whether both revisions begin at the same objects."""
    before, after = old.trailer_view, new.trailer_view
    return all(_written(before, key) == _written(after, key) for key in TRAILER_KEYS)


def existed(old: HistoricalResolver, value: generic.PdfObject) -> bool:
    """A signature whose dictionary stood in the file before was prepared by somebody else."""
    return not (isinstance(value, generic.IndirectObject) and old.is_ref_unassignable(value.reference))


def parts(value: generic.PdfObject) -> dict[str, bytes]:
    """An object as comparable parts: the entries of a dictionary one by one, whatever their order."""
    if isinstance(value, generic.StreamObject):
        return {"stream": value.encoded_data, **dict(_entries(value))}
    if isinstance(value, generic.DictionaryObject):
        return dict(_entries(value))
    return {"": _bytes(value)}


def _entries(value: generic.DictionaryObject) -> Iterator[tuple[str, bytes]]:
    return ((str(key), _bytes(value.raw_get(key))) for key in value)


def _written(dictionary: generic.DictionaryObject, key: str) -> bytes:
    return _bytes(dictionary.raw_get(key)) if key in dictionary else b""


def _bytes(value: generic.PdfObject) -> bytes:
    """Spelled canonically: dictionaries inside are sorted, because their order means nothing."""
    if isinstance(value, generic.DictionaryObject):
        return b"<<" + b"".join(key.encode() + part for key, part in sorted(_entries(value))) + b">>"
    if isinstance(value, generic.ArrayObject):
        return b"[" + b" ".join(_bytes(value.raw_get(index)) for index in range(len(value))) + b"]"
    output = BytesIO()
    value.write_to_stream(output, None)
    return output.getvalue()
