"""The moments at which tests act."""

from datetime import UTC, date, datetime

NOON = datetime(2022, 6, 30, 4, 0, tzinfo=UTC)  # noon in Hangzhou
TODAY = date(2022, 6, 30)
