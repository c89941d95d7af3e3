"""A person or a client system that may act."""

import secrets
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from reform_apps.models import Organization, System
from reform_apps.operations import users
from reform_apps.rules.roles import Role


class Command(BaseCommand):
    help = "Make a person or a client system with a role; prints a generated password once."

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="NAME")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--organization", metavar="CODE", help="the unit of a unit editor")
        parser.add_argument(
            "--system",
            metavar="CODE",
            action="append",
            default=[],
            help="a system of a system lead; may be given several times",
        )
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(self, *, username, role, organization, system, password_stdin, **options):
        password = (
            sys.stdin.readline().rstrip("\r\n") if password_stdin else secrets.token_urlsafe(15)
        )
        try:
            users.add(
                username=username,
                role=Role(role),
                password=password,
                organization=_row(Organization, organization) if organization else None,
                systems=[_row(System, code) for code in system],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{username} now has the role {role}.")
        if not password_stdin:
            self.stdout.write(f"Password, shown this once: {password}")


def _row(model, code):
    row = model.objects.filter(code=code).first()
    if row is None:
        known = ", ".join(model.objects.order_by("code").values_list("code", flat=True)[:20])
        raise CommandError(
            f"There is no {model._meta.model_name} {code}. There are: {known or 'none'}."
        )
    return row
