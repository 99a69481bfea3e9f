"""Numbers in addresses."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    "path", ["/tasks/99999999999999999999", "/evidence/99999999999999999999", "/incidents/AI-99999999999"]
)
def test_a_number_no_row_can_have_is_simply_not_found(path: str, log_in: Callable[[str], FlaskClient]) -> None:
    assert log_in("Ada").get(path).status_code == 404
