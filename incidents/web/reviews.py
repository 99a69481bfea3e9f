"""Reviews pages."""

from flask import Blueprint

blueprint = Blueprint("reviews", __name__)
