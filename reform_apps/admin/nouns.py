"""Every noun of the admin; importing this registers them all."""

from reform_apps.admin import applications, duplicate_checks, findings, journal, reference, users

__all__ = ["applications", "duplicate_checks", "findings", "journal", "reference", "users"]
