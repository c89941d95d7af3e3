"""Where each door of the registry stands."""

from django.contrib import admin
from django.urls import include, path, re_path

from reform_apps.api.frame import errors
from reform_apps.pages import health

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("reform_apps.api.urls")),
    re_path("^api(/|$)", errors.nowhere),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("reform_apps.pages.urls")),
]
