"""What requests share."""

from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect

from incidents.context import Countersign

limiter = Limiter(get_remote_address, storage_uri="memory://")
csrf = CSRFProtect()


def countersign() -> Countersign:
    """What belongs to the running application."""
    own: Countersign = current_app.extensions["countersign"]
    return own
