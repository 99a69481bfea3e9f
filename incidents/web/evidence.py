"""Evidence pages."""

from flask import Blueprint

blueprint = Blueprint("evidence", __name__)
