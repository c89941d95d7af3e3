"""Orders in which both engines put the same rows."""

from django.db import connection
from django.db.models import F
from django.db.models.functions import Collate

# The name by which each engine calls the order of bytes.
BYTES = {"sqlite": "BINARY", "postgresql": "C"}


def by_bytes(field: str) -> Collate:
    """Order a text by its bytes, whatever language the database was set up for."""
    return Collate(F(field), BYTES[connection.vendor])
