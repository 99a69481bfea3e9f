"""Tasks: raise, assign, start, finish, cancel, waive, hand over."""

from flask import Blueprint

blueprint = Blueprint("tasks", __name__)
