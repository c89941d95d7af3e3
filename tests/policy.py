"""The policy written out by hand, so that the product's tables are checked and not repeated."""

OFFICE = {"reform_office"}
LEADS = {"reform_office", "system_lead"}
EDITORS = {"reform_office", "system_lead", "unit_editor"}

# How a refusal names those who could.
NAMED = {
    "unit_editor": "unit editor (own unit)",
    "system_lead": "system lead (own system)",
    "reform_office": "reform office",
}

STATUSES = [
    "unstated", "planning", "approved", "building", "trial", "online", "suspended",
    "merged", "retired", "terminated",
]  # fmt: skip
TRANSITIONS = [
    "baseline", "approve", "start_building", "start_trial", "send_back", "go_online", "suspend",
    "resume", "merge", "retire", "terminate", "reverse",
]  # fmt: skip
ROLES = ["reader", "unit_editor", "system_lead", "reform_office", "auditor"]

# {status: {transition: (where it ends, who may)}}; `reverse` leads back, from wherever it is.
POLICY = {
    "unstated": {"baseline": ("online", OFFICE)},
    "planning": {"approve": ("approved", OFFICE), "terminate": ("terminated", LEADS)},
    "approved": {"start_building": ("building", EDITORS), "terminate": ("terminated", OFFICE)},
    "building": {
        "start_trial": ("trial", EDITORS),
        "merge": ("merged", OFFICE),
        "terminate": ("terminated", OFFICE),
    },
    "trial": {
        "send_back": ("building", EDITORS),
        "go_online": ("online", LEADS),
        "merge": ("merged", OFFICE),
        "terminate": ("terminated", OFFICE),
    },
    "online": {
        "suspend": ("suspended", LEADS),
        "merge": ("merged", OFFICE),
        "retire": ("retired", OFFICE),
    },
    "suspended": {
        "resume": ("online", LEADS),
        "merge": ("merged", OFFICE),
        "retire": ("retired", OFFICE),
    },
    "merged": {},
    "retired": {},
    "terminated": {},
}
BASELINES = ["planning", "approved", "building", "trial", "online", "suspended", "retired"]

# What is sent along, and what is true beforehand.
INPUTS = {
    "baseline": {"to_status", "reason"},
    "approve": {"evidence"},
    "start_building": set(),
    "start_trial": {"evidence"},
    "send_back": {"reason"},
    "go_online": {"evidence", "online_on"},
    "suspend": {"reason"},
    "resume": {"reason"},
    "merge": {"merged_into", "reason"},
    "retire": {"reason", "evidence"},
    "terminate": {"reason"},
    "reverse": {"reason"},
}
FACTS = {
    "approve": {"organization", "system", "duplicate_check"},
    "go_online": {"terminals"},
    "reverse": {"reversible"},
}

# Who may change a field of an application of theirs, and who may fill it in at the beginning.
AMENDERS = {
    "name": LEADS,
    "name_en": EDITORS,
    "kind": OFFICE,
    "scope": OFFICE,
    "summary": EDITORS,
    "reform": EDITORS,
    "system": OFFICE,
    "runway": LEADS,
    "organization": OFFICE,
    "origin_region": LEADS,
    "terminals": EDITORS,
    "front_ends": EDITORS,
    "irs_code": EDITORS,
    "online_on": LEADS,
    "visibility": OFFICE,
    "aliases": EDITORS,
}
DECISIONS = {"scope", "visibility"}


def who_may(status, transition):
    """List who may make a transition from a status; None where the status does not open it."""
    if transition == "reverse":
        return OFFICE
    _target, able = POLICY[status].get(transition, (None, None))
    return able


def named(roles):
    """Spell roles as a refusal does."""
    return ", ".join(name for role, name in NAMED.items() if role in roles)
