"""Every noun of the admin; importing this registers them all."""

from reform_apps.admin import applications, duplicate_checks, evidence, journal, references, users

__all__ = ["applications", "duplicate_checks", "evidence", "journal", "references", "users"]
