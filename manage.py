#!/usr/bin/env python
"""Run an administrative task, with the settings of a developer unless told otherwise."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings.development")
    execute_from_command_line(sys.argv)
