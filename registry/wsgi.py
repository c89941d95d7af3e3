"""The WSGI door of the project, with the settings of production unless told otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings.production")

application = get_wsgi_application()
