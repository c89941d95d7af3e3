"""Who may write what outside the lifecycle, field by field."""

from reform_apps.rules.lifecycle import TERMINAL
from reform_apps.rules.roles import EDITOR, LEAD, OFFICE, Role

MAY_REGISTER = LEAD
MAY_CHECK_DUPLICATES = LEAD
MAY_RECORD_FINDINGS = OFFICE  # observations and assessments
MAY_KEEP_EDITIONS = OFFICE
MAY_REPORT_COMPLETION = LEAD
MAY_ATTEST = EDITOR  # that nothing has changed
MAY_PROPOSE = EDITOR  # what is not theirs to write; the office decides
MAY_DECIDE = OFFICE  # on proposals
MAY_REPORT_ROLLOUT = EDITOR
MAY_PROMOTE = OFFICE  # a local application to the whole province
MAY_ORDER = OFFICE  # what is to become of an application
MAY_WEIGH = OFFICE  # how much an indicator counts in a score
MAY_DECLARE_USE = EDITOR  # which platforms, brains and components it uses
MAY_IMPORT = EDITOR  # files; what each row does is judged by itself
MAY_SHARE_VIEWS = OFFICE  # questions to the list, kept for everybody
MAY_KEEP_REFERENCE = OFFICE  # sources, systems, runways, regions, organizations

# What a person may fill in and amend, and who. Everything else is set by a transition.
MAY_AMEND: dict[str, tuple[Role, ...]] = {
    "name": LEAD,
    "name_en": EDITOR,
    "kind": OFFICE,
    "scope": OFFICE,
    "summary": EDITOR,
    "reform": EDITOR,
    "system": OFFICE,
    "runway": LEAD,
    "organization": OFFICE,
    "origin_region": LEAD,
    "terminals": EDITOR,
    "front_ends": EDITOR,
    "irs_code": EDITOR,
    "online_on": LEAD,
    "visibility": OFFICE,
    "aliases": EDITOR,
}
PARTICULARS = tuple(MAY_AMEND)
# Decided by the office from the start; the rest is filled in by whoever registers.
DECISIONS = ("scope", "visibility")


def able_to_amend(field: str, *, status: str) -> tuple[Role, ...]:
    """List who may amend a field; an application at the end of its life is the office's alone."""
    return OFFICE if status in TERMINAL else MAY_AMEND[field]


def able_to_fill_in(field: str) -> tuple[Role, ...]:
    """List who may give a field its first value, when an application is registered."""
    return OFFICE if field in DECISIONS else MAY_REGISTER
