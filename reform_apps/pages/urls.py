"""The routes of this door."""

from django.urls import path

from reform_apps.pages import applications, ledger, sources

app_name = "pages"
urlpatterns = [
    path("", ledger.ledger, name="ledger"),
    path("applications/<slug:code>/", applications.application, name="application"),
    path("sources/<slug:code>/", sources.source, name="source"),
]
