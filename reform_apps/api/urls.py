"""The routes of this door."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from reform_apps.api import applications, findings, reference, tokens
from reform_apps.api.frame import schema

app_name = "api"

router = SimpleRouter()
router.register("systems", reference.SystemViewSet, "system")
router.register("runways", reference.RunwayViewSet, "runway")
router.register("regions", reference.RegionViewSet, "region")
router.register("organizations", reference.OrganizationViewSet, "organization")
router.register("sources", reference.SourceViewSet, "source")
router.register("applications", applications.ApplicationViewSet, "application")
router.register("observations", findings.ObservationViewSet, "observation")
router.register("assessments", findings.AssessmentViewSet, "assessment")
router.register("duplicate-checks", findings.DuplicateCheckViewSet, "duplicate-check")

urlpatterns = [
    path("auth/login/", tokens.LoginView.as_view(), name="auth-login"),
    path("auth/logout/", tokens.LogoutView.as_view(), name="auth-logout"),
    path("schema/", schema.SchemaView.as_view(), name="schema"),
    path("docs/", schema.DocsView.as_view(), name="docs"),
    path("", include(router.urls)),
]
