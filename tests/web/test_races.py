"""Two people at the same moment: the database lets one through, and the other gets a page that helps."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from incidents.models import Unit, db
from incidents.operations import people


def test_the_second_of_two_equal_units_is_told_so(
    app: Flask, log_in: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def added_in_between(_actor: object, name: str, **_: object) -> Unit:
        unit = Unit(name=name)
        db.session.add(unit)
        db.session.flush()
        return unit

    monkeypatch.setattr(people, "add_unit", added_in_between)
    answer = log_in("Max").post("/administration/units", data={"name": "Property"})
    assert answer.status_code == 409
    assert "Somebody was faster" in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Unit).where(Unit.name == "Property")) == 1
