"""The routes of this door."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from reform_apps.api import (
    applications,
    bulk,
    differences,
    edition_entries,
    editions,
    exports,
    findings,
    journal,
    reference,
    seals,
    tokens,
)
from reform_apps.api.evaluation import indicators, orders, outcomes, rollouts
from reform_apps.api.evaluation.applications import EvaluationViewSet, FindingsViewSet
from reform_apps.api.frame import schema
from reform_apps.api.office import imports, proposals, saved_views
from reform_apps.exchange.schemas import OBSERVATIONS, ROLLOUTS
from reform_apps.rules.codes import CODE_PATTERN

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
router.register("indicators", indicators.IndicatorViewSet, "indicator")
router.register("weightings", indicators.WeightingViewSet, "weighting")
router.register("orders", orders.OrderViewSet, "order")
router.register("outcomes", outcomes.OutcomeViewSet, "outcome")
router.register("rollouts", rollouts.RolloutViewSet, "rollout")
router.register("editions", editions.EditionViewSet, "edition")
router.register("seals", seals.SealViewSet, "seal")
router.register("imports", imports.ImportViewSet, "import")
router.register("proposals", proposals.ProposalViewSet, "proposal")
router.register("saved-views", saved_views.SavedViewViewSet, "saved-view")

places = edition_entries.EditionEntryViewSet
drops = edition_entries.EditionDropViewSet
shown, files = differences.DifferenceViewSet, differences.DifferenceFileViewSet

of_an_application = {
    "coverage": rollouts.CoverageViewSet.as_view({"get": "coverage", "post": "report"}),
    "promotion": rollouts.CoverageViewSet.as_view({"post": "promotion"}),
    "indicators": EvaluationViewSet.as_view({"get": "indicators"}),
    "score": EvaluationViewSet.as_view({"get": "score"}),
    "impact": EvaluationViewSet.as_view({"get": "impact"}),
    "dependencies": EvaluationViewSet.as_view({"get": "dependencies", "post": "declare"}),
    "flags": FindingsViewSet.as_view({"get": "flags"}),
}

# Files have the names that they are kept under, without a slash.
of_applications = [
    path(
        "bulk/",
        bulk.BulkViewSet.as_view({"post": "register", "patch": "amend"}),
        name="applications-bulk",
    ),
    path("export.csv", exports.ExportViewSet.as_view({"get": "csv"}), name="export-csv"),
    path("export.xlsx", exports.ExportViewSet.as_view({"get": "xlsx"}), name="export-xlsx"),
    path("diff/", shown.as_view({"get": "ledger"}), name="difference"),
    path("diff.xlsx", files.as_view({"get": "ledger"}), name="difference-xlsx"),
    path("template.xlsx", imports.TemplateViewSet.as_view({"get": "template"}), name="template"),
]
of_observations = [
    path(
        "export.csv",
        exports.ObservationExportViewSet.as_view({"get": "csv"}),
        name="observations-csv",
    ),
    path(
        "export.xlsx",
        exports.ObservationExportViewSet.as_view({"get": "xlsx"}),
        name="observations-xlsx",
    ),
    path(
        "template.xlsx",
        imports.TemplateViewSet.as_view({"get": "template"}, schema_of_file=OBSERVATIONS),
        name="observations-template",
    ),
]
of_rollouts = [
    path("export.csv", exports.RolloutExportViewSet.as_view({"get": "csv"}), name="rollouts-csv"),
    path(
        "export.xlsx", exports.RolloutExportViewSet.as_view({"get": "xlsx"}), name="rollouts-xlsx"
    ),
    path(
        "template.xlsx",
        imports.TemplateViewSet.as_view({"get": "template"}, schema_of_file=ROLLOUTS),
        name="rollouts-template",
    ),
]
of_an_edition = [
    path(
        "entries/export.csv",
        exports.EditionEntryExportViewSet.as_view({"get": "csv"}),
        name="edition-entries-csv",
    ),
    path(
        "entries/export.xlsx",
        exports.EditionEntryExportViewSet.as_view({"get": "xlsx"}),
        name="edition-entries-xlsx",
    ),
    path(
        "entries/",
        places.as_view({"get": "list", "post": "create", "patch": "partial_update_named"}),
        name="edition-entries",
    ),
    path(
        "entries/<slug:application>/",
        places.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="edition-entry",
    ),
    path("drops/", drops.as_view({"get": "list", "post": "create"}), name="edition-drops"),
    path("diff/", shown.as_view({"get": "edition"}), name="edition-difference"),
    path("diff.xlsx", files.as_view({"get": "edition"}), name="edition-difference-xlsx"),
    path(
        "bundle.zip", editions.EditionFileViewSet.as_view({"get": "bundle"}), name="edition-bundle"
    ),
]

urlpatterns = [
    path("auth/login/", tokens.LoginView.as_view(), name="auth-login"),
    path("auth/logout/", tokens.LogoutView.as_view(), name="auth-logout"),
    path("schema/", schema.SchemaView.as_view(), name="schema"),
    path("docs/", schema.DocsView.as_view(), name="docs"),
    path("journal/", journal.FeedViewSet.as_view({"get": "list"}), name="feed"),
    path(
        "seals/<int:number>/digests.txt",
        seals.SealFileViewSet.as_view({"get": "digests"}),
        name="seal-digests",
    ),
    path(
        "imports/<int:pk>/workbook/",
        imports.ImportFileViewSet.as_view({"get": "workbook"}),
        name="import-workbook",
    ),
    *(
        re_path(rf"^applications/(?P<code>{CODE_PATTERN})/{name}/$", view, name=name)
        for name, view in of_an_application.items()
    ),
    path("applications/", include(of_applications)),
    path("editions/<slug:code>/", include(of_an_edition)),
    path("observations/", include(of_observations)),
    path("rollouts/", include(of_rollouts)),
    path("", include(router.urls)),
]
