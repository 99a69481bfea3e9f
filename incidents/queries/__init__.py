"""The reads. None changes anything."""
