"""Saved views: whose they are, who may open them, and what their names may be."""

import pytest

from incidents.domain.errors import Invalid, Refused
from incidents.domain.queue import MOST_VIEWS, Audience
from incidents.models import SavedView, db
from incidents.operations import saved_views
from incidents.queries.saved_views import one, views_for
from tests.factories import Cast, Clock


def saved(cast: Cast, clock: Clock, audience: Audience = Audience.PRIVATE, name: str = "Mornings") -> SavedView:
    """A view of Ada's."""
    return saved_views.save(cast.ada, name=name, audience=audience, query="sort=clock", at=clock())


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        (Audience.PRIVATE, {"Ada"}),
        (Audience.OURS, {"Ada", "Ann", "Ari"}),
        (Audience.EVERYBODY, {"Ada", "Ann", "Ari", "Ivo", "Ian", "Iris", "Lea", "Olu", "Sam"}),
    ],
)
def test_a_view_opens_for_those_it_is_shared_with(cast: Cast, clock: Clock, audience: Audience, who: set[str]) -> None:
    view = saved(cast, clock, audience)
    assert {person.name for person in cast.everybody if one(person, view.id)} == who
    assert {person.name for person in cast.everybody if views_for(person)} == who


def test_a_view_for_ones_unit_is_not_for_another_unit(cast: Cast, clock: Clock) -> None:
    view = saved_views.save(cast.olu, name="Ours", audience=Audience.OURS, query="", at=clock())
    assert one(cast.olu, view.id) is view
    assert one(cast.sam, view.id) is None
    cast.sam.unit = cast.olu.unit
    db.session.flush()
    assert one(cast.sam, view.id) is view


def test_the_views_of_somebody_who_left_are_nobodys(cast: Cast, clock: Clock) -> None:
    view = saved(cast, clock, Audience.EVERYBODY)
    cast.ada.active = False
    db.session.flush()
    assert one(cast.ivo, view.id) is None


def test_ones_own_views_come_first_then_those_of_others_by_name(cast: Cast, clock: Clock) -> None:
    for name in ("beta", "Alpha"):
        saved(cast, clock, Audience.EVERYBODY, name)
    saved_views.save(cast.ivo, name="Zulu", audience=Audience.PRIVATE, query="", at=clock())
    assert [view.name for view in views_for(cast.ivo)] == ["Zulu", "Alpha", "beta"]


def test_a_view_is_renamed_shared_and_kept_anew_only_by_its_owner(cast: Cast, clock: Clock) -> None:
    view = saved(cast, clock, Audience.EVERYBODY)
    changed = {"name": "Evenings", "audience": Audience.OURS}
    with pytest.raises(Refused, match="Ada saved this view"):
        saved_views.change(cast.ivo, view, **changed, query=None, at=clock())
    saved_views.change(cast.ada, view, **changed, query=None, at=clock())
    assert (view.name, view.audience, view.query) == ("Evenings", Audience.OURS, "sort=clock")
    saved_views.change(cast.ada, view, **changed, query="whose=mine", at=clock())
    assert view.query == "whose=mine"


def test_only_its_owner_deletes_a_view(cast: Cast, clock: Clock) -> None:
    view = saved(cast, clock, Audience.EVERYBODY)
    with pytest.raises(Refused):
        saved_views.delete(cast.max, view)
    saved_views.delete(cast.ada, view)
    assert list(views_for(cast.ada)) == []


@pytest.mark.parametrize("name", ["", " \n ", "x" * 61])
def test_a_view_has_a_name_of_one_short_line(cast: Cast, clock: Clock, name: str) -> None:
    with pytest.raises(Invalid) as wrong:
        saved(cast, clock, name=name)
    assert wrong.value.field == "name"


def test_two_views_of_one_person_have_two_names(cast: Cast, clock: Clock) -> None:
    view = saved(cast, clock)
    with pytest.raises(Invalid, match="You have a view “Mornings” already"):
        saved(cast, clock, name="  Mornings ")
    saved_views.change(cast.ada, view, name="Mornings", audience=Audience.OURS, query=None, at=clock())
    saved_views.save(cast.ivo, name="Mornings", audience=Audience.PRIVATE, query="", at=clock())


def test_somebody_who_has_no_affiliation_saves_none(cast: Cast, clock: Clock) -> None:
    with pytest.raises(Refused):
        saved_views.save(cast.max, name="All", audience=Audience.PRIVATE, query="", at=clock())


def test_there_is_a_most_of_views(cast: Cast, clock: Clock) -> None:
    for number in range(MOST_VIEWS):
        saved(cast, clock, name=f"View {number}")
    with pytest.raises(Invalid, match="Delete one"):
        saved(cast, clock, name="One more")
