"""The shortcuts of the keyboard, as the help lists them and as the script follows them: it reads them from the page."""

from dataclasses import dataclass

from flask import url_for

from incidents.web.navigation import may_enter


@dataclass(frozen=True)
class Shortcut:
    """Keys, one after the other, and what they do. `address` is where they lead; the others the script knows."""

    keys: str
    words: str
    address: str = ""


PLACES = (
    ("c", "Report an incident", "incidents.new"),
    ("g h", "Home", "home.index"),
    ("g q", "Queue", "incidents.queue"),
    ("g t", "My tasks", "tasks.mine"),
    ("g r", "Reports", "reports.library"),
    ("g n", "Notices", "notices.index"),
)
LISTS = (Shortcut("j", "Next row"), Shortcut("k", "Previous row"), Shortcut("o", "Open it, like Enter"))
NEXT_STEP = Shortcut(".", "Your next step on an incident")
HELP = Shortcut("?", "These shortcuts")
SEARCH = Shortcut("/", "Search")


def groups() -> dict[str, list[Shortcut]]:
    """The shortcuts whose door opens for the person who reads, under their headings."""
    places = [Shortcut(keys, words, url_for(endpoint)) for keys, words, endpoint in PLACES if may_enter(endpoint)]
    working = may_enter("search.index")
    return {
        "Anywhere": [*([SEARCH] if working else []), *(one for one in places if len(one.keys) == 1), HELP],
        "Go to": [one for one in places if len(one.keys) > 1],
        "Lists and incidents": [*LISTS, *([NEXT_STEP] if working else [])],
    }
