"""Similar open incidents: of what the person may see, the same system first, and never many questions."""

from incidents.domain.vocabulary import DeclineReason
from incidents.models import System, db
from incidents.operations import incidents, restrictions
from incidents.queries.similar import MOST, similar_to
from tests import factories
from tests.counting import counted
from tests.factories import Cast, Clock

TOLD = {"title": "Refund promised again", "what_happened": "The customer was promised a refund."}


def found(person: object, system: int | None = None, **told: str) -> list[str]:
    return [one.title for one in similar_to(person, system=system, **TOLD | told)]  # type: ignore[arg-type]


def of_another_system(cast: Cast, clock: Clock, title: str) -> System:
    """An incident of a second system."""
    other = System(name="Letter writer", registered_at=clock())
    db.session.add(other)
    incidents.report(cast.olu, system=other, title=title, what_happened="Promised a refund.", at=clock())
    return other


def test_an_open_incident_that_shares_words_is_offered(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock, title="A refund was promised")
    factories.reported(cast, clock, title="Parcel chat swore", what_happened="It used a bad word.")
    assert found(cast.olu) == ["A refund was promised"]


def test_what_happened_counts_as_well_as_the_title(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock, title="Odd", what_happened="A refund was promised to somebody.")
    assert found(cast.olu) == ["Odd"]


def test_the_same_system_comes_first_and_then_what_is_most_alike(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock, title="Refund promised")
    other = of_another_system(cast, clock, "Customer was promised a refund again")
    factories.reported(cast, clock, title="Customer was promised a refund")
    same = ["Customer was promised a refund", "Refund promised"]
    assert found(cast.olu, cast.system.id) == [*same, "Customer was promised a refund again"]
    assert found(cast.olu, other.id)[0] == "Customer was promised a refund again"


def test_what_one_may_not_see_is_never_offered(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    assert found(cast.sam) == []
    assert found(cast.ann) == [incident.title]
    restrictions.restrict(cast.ada, incident, [cast.ivo], "It names a patient.", clock())
    db.session.flush()
    assert found(cast.ann) == []


def test_what_is_closed_is_not_offered(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    for lead in (cast.ada, cast.ivo):
        incidents.decline(lead, incident, DeclineReason.NOT_AN_AI_MATTER, "It is a printer.", clock())
    db.session.flush()
    assert found(cast.olu) == []


def test_few_are_offered_with_few_questions(cast: Cast, clock: Clock) -> None:
    for _ in range(MOST + 3):
        factories.reported(cast, clock)
    db.session.flush()
    system = cast.system.id
    with counted() as questions:
        assert len(found(cast.olu, system)) == MOST
    assert len(questions) == 2


def test_a_report_without_telling_words_asks_nothing(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock)
    assert found(cast.olu, title="It did", what_happened="this and that") == []
