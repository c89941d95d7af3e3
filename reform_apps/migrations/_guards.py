"""Every guard that the database has; those of editions hold once they are published."""

from reform_apps.migrations import _append_only
from reform_apps.migrations._triggers import Guard

EDITION = "reform_apps_edition"
PUBLISHED = f"(SELECT 1 FROM {EDITION} WHERE state = 'published' AND id = {{row}}.edition_id)"

# An edition. OR REPLACE would delete the published one that has the same key.
SAME = (
    f"EXISTS (SELECT 1 FROM {EDITION} AS kept WHERE kept.state = 'published' AND {{besides}} "
    "(kept.id = NEW.id OR kept.code = NEW.code OR kept.position = NEW.position))"
)
EDITION_GUARD = Guard(
    table=EDITION,
    message=f"{EDITION} is frozen once published",
    sqlite={
        "no_update": (
            f"BEFORE UPDATE ON {EDITION} WHEN OLD.state = 'published' OR "
            + SAME.format(besides="kept.id <> OLD.id AND")
        ),
        "no_delete": f"BEFORE DELETE ON {EDITION} WHEN OLD.state = 'published'",
        "no_replace": f"BEFORE INSERT ON {EDITION} WHEN " + SAME.format(besides=""),
    },
    postgresql={
        "no_change": (
            f"BEFORE DELETE OR UPDATE ON {EDITION} FOR EACH ROW "
            "WHEN (old.state::text = 'published'::text)"
        ),
        "no_truncate": f"BEFORE TRUNCATE ON {EDITION} FOR EACH STATEMENT",
    },
)

# PostgreSQL's function for whatever belongs to an edition.
BODY = f"""
BEGIN
    IF TG_OP = 'TRUNCATE' THEN {{refuse}} END IF;
    IF TG_OP <> 'DELETE' THEN
        IF EXISTS {PUBLISHED.format(row="NEW")} THEN {{refuse}} END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        IF EXISTS {PUBLISHED.format(row="OLD")} THEN {{refuse}} END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END
"""
# What publication pins; whether a task was completed may still be said afterwards.
PINNED = {
    "reform_apps_editionentry": (
        "id, edition_id, application_id, batch, runway_id, task, due_on, original_due_on, slips, "
        "basis, source_id, locator, note, entry_id, digest"
    ),
    "reform_apps_editiondrop": "id, edition_id, application_id, reason, document, entry_id, digest",
}


def _guard(table: str) -> Guard:
    old, new = (f"EXISTS {PUBLISHED.format(row=row)}" for row in ("OLD", "NEW"))
    replaced = (
        f"EXISTS (SELECT 1 FROM {table} AS kept JOIN {EDITION} AS edition "
        "ON edition.id = kept.edition_id WHERE edition.state = 'published' AND kept.id = NEW.id"
    )
    return Guard(
        table=table,
        message=f"{table} is frozen once published",
        sqlite={
            "no_update": (
                f"BEFORE UPDATE OF {PINNED[table]} ON {table} "
                f"WHEN {old} OR {new} OR {replaced} AND kept.id <> OLD.id)"
            ),
            "no_delete": f"BEFORE DELETE ON {table} WHEN {old}",
            "no_insert": f"BEFORE INSERT ON {table} WHEN {new} OR {replaced})",
        },
        postgresql={
            "no_change": (
                f"BEFORE INSERT OR DELETE OR UPDATE OF {PINNED[table]} ON {table} FOR EACH ROW"
            ),
            "no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
        },
        body=BODY,
    )


PROPOSAL = "reform_apps_proposal"
PROPOSAL_GUARD = Guard(
    table=PROPOSAL,
    message=f"{PROPOSAL} is frozen once it is decided or withdrawn",
    sqlite={
        # A key that changes would take another row's place by REPLACE.
        "no_update": (f"BEFORE UPDATE ON {PROPOSAL} WHEN OLD.state <> 'open' OR NEW.id <> OLD.id"),
        "no_delete": f"BEFORE DELETE ON {PROPOSAL}",
        "no_replace": (
            f"BEFORE INSERT ON {PROPOSAL} WHEN "
            f"EXISTS (SELECT 1 FROM {PROPOSAL} AS kept WHERE kept.id = NEW.id)"
        ),
    },
    postgresql={
        "no_change": (
            f"BEFORE UPDATE ON {PROPOSAL} FOR EACH ROW WHEN (old.state::text <> 'open'::text)"
        ),
        "no_delete": f"BEFORE DELETE ON {PROPOSAL} FOR EACH ROW",
        "no_truncate": f"BEFORE TRUNCATE ON {PROPOSAL} FOR EACH STATEMENT",
    },
)

# What the first migrations install; every guard that there is now.
FIRST = (
    *(_append_only.guard(table) for table in _append_only.KEYS),
    EDITION_GUARD,
    *(_guard(table) for table in PINNED),
)
GUARDS = (*FIRST, PROPOSAL_GUARD)
