"""Which characters the installed fonts can draw.

A character that no font has would be an empty box on paper, and a box says nothing; PDF/A forbids it besides
(ISO 19005-3, 6.2.11.8). Such characters are printed as their code.
"""

from functools import cache
from typing import Any

from cffi import FFI  # type: ignore[import-untyped]

_DECLARATIONS = """
typedef struct { int nfont; int sfont; void **fonts; } FcFontSet;
void *FcPatternCreate(void);
void *FcObjectSetCreate(void);
int FcObjectSetAdd(void *set, const char *object);
FcFontSet *FcFontList(void *config, void *pattern, void *objects);
int FcPatternGetCharSet(void *pattern, const char *object, int index, void **charset);
void *FcCharSetCreate(void);
int FcCharSetMerge(void *into, void *from, int *changed);
int FcCharSetHasChar(void *charset, unsigned int character);
void FcFontSetDestroy(FcFontSet *set);
void FcObjectSetDestroy(void *set);
void FcPatternDestroy(void *pattern);
"""

ALWAYS = 0x024F
"""Up to here every font of the report has every character (Latin, Latin-1, Latin Extended-A and -B)."""

INVISIBLE = frozenset("\u200c\u200d\ufe0f")
"""Joiners and the emoji selector choose a form; they are not drawn themselves."""


def drawable(text: str) -> str:
    """The text with every character that no font can draw as [U+4F60]."""
    missing = {character for character in set(text) if not _has(character)}
    return "".join(f"[U+{ord(one):04X}]" if one in missing else one for one in text) if missing else text


@cache
def _has(character: str) -> bool:
    if ord(character) <= ALWAYS or character in INVISIBLE:
        return True
    library, covered = _covered()
    return bool(library.FcCharSetHasChar(covered, ord(character)))


@cache
def _covered() -> tuple[Any, Any]:
    """The characters of all installed fonts together, read once from fontconfig."""
    ffi = FFI()
    ffi.cdef(_DECLARATIONS)
    library = ffi.dlopen("libfontconfig.so.1")
    pattern, objects, covered = library.FcPatternCreate(), library.FcObjectSetCreate(), library.FcCharSetCreate()
    library.FcObjectSetAdd(objects, b"charset")
    fonts = library.FcFontList(ffi.NULL, pattern, objects)
    found = ffi.new("void **")
    for index in range(fonts.nfont):
        if library.FcPatternGetCharSet(fonts.fonts[index], b"charset", 0, found) == 0:
            library.FcCharSetMerge(covered, found[0], ffi.NULL)
    library.FcFontSetDestroy(fonts)
    library.FcObjectSetDestroy(objects)
    library.FcPatternDestroy(pattern)
    return library, covered
