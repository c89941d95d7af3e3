"""Every noun of the admin; importing this registers them all."""

from reform_apps.admin import applications, duplicate_checks, findings, journal, reference, users
from reform_apps.admin.editions import editions, records
from reform_apps.admin.evaluation import orders, outcomes, weightings
from reform_apps.admin.office import imports

__all__ = [
    "applications", "duplicate_checks", "editions", "findings", "imports", "journal", "orders",
    "outcomes", "records", "reference", "users", "weightings",
]  # fmt: skip
