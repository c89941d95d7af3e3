"""The ASGI door of the project, with the settings of production unless told otherwise."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings.production")

application = get_asgi_application()
