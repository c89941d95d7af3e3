"""The routes of this door."""

from django.urls import path

from reform_apps.pages import applications, differences, editions, ledger, sources

app_name = "pages"
urlpatterns = [
    path("", ledger.ledger, name="ledger"),
    path("applications/<slug:code>/", applications.application, name="application"),
    path("diff/", differences.of_days, name="difference"),
    path("editions/", editions.editions, name="editions"),
    path("editions/<slug:code>/", editions.edition, name="edition"),
    path("editions/<slug:code>/diff/", differences.of_edition, name="edition-difference"),
    path("sources/<slug:code>/", sources.source, name="source"),
]
