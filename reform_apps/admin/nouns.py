"""Every noun of the admin; importing this registers them all."""

from reform_apps.admin import applications, duplicate_checks, findings, journal, reference, users
from reform_apps.admin.editions import editions, records

__all__ = [
    "applications", "duplicate_checks", "editions", "findings", "journal", "records", "reference",
    "users",
]  # fmt: skip
