"""What the ledger can be told from itself by: the same revision, the same answers."""

from dataclasses import dataclass

from django.db import connection

# All writings that are committed, in whatever order they came to be, and none that was taken back.
TOKEN = "SELECT COUNT(*) || '.' || SUM(token) FROM reform_apps_revision"
# The entries that are committed, each in one of the two tables.
STANDING = f"""SELECT ({TOKEN}),
    COALESCE((SELECT last_position FROM reform_apps_placing), 0)
        + (SELECT COUNT(*) FROM reform_apps_arrival)"""


@dataclass(frozen=True, slots=True)
class Revision:
    """How many acts the journal holds, and what was last written beside it."""

    token: str | None
    acts: int


def standing() -> Revision:
    """Tell the revision at which the ledger stands; one statement, whatever its size."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        return Revision(*cursor.fetchone())


def token() -> str | None:
    """Tell only what stands beside the journal; None if nothing was ever written there."""
    with connection.cursor() as cursor:
        cursor.execute(TOKEN)
        return cursor.fetchone()[0]
