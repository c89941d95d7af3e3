"""The writes of the floor, by hand."""

import hashlib
import io
import json
from datetime import UTC, date, datetime

import orjson
from psycopg2.extras import execute_values

from tests.benchmarks.floor_reads import APP, DETAIL, as_json, cursor, whole

UNTIL = "9999-12-31T00:00:00+00:00"


def stepped(asked: dict, body: bytes):
    """Suspend or resume an application: the statements of the act, and nothing else."""
    sent, at = orjson.loads(body), cursor()
    status = "suspended" if sent["transition"] == "suspend" else "online"
    now, today = datetime.now(UTC), date.today()
    at.execute("BEGIN")
    at.execute(
        "SELECT u.id, u.pseudonym FROM knox_authtoken k JOIN reform_apps_user u "
        "ON u.id = k.user_id WHERE k.token_key = %s AND u.is_active",
        [sent["token"][:15]],
    )
    user, pseudonym = at.fetchone()
    at.execute(
        "SELECT id, version, status FROM reform_apps_application WHERE code = %s FOR UPDATE",
        [asked["code"]],
    )
    pk, version, before = at.fetchone()
    at.execute(
        "SELECT digest, snapshot FROM reform_apps_journalentry "
        "WHERE application_id = %s AND version = %s",
        [pk, version],
    )
    last, state = at.fetchone()
    after = state | {"status": status, "status_since": today.isoformat()}
    changes = {name: [state[name], after[name]] for name in after if state[name] != after[name]}
    content = {
        "format": 1, "application": asked["code"], "version": version + 1, "verb": "transition",
        "transition": sent["transition"], "from_status": before, "to_status": status,
        "effective_on": today.isoformat(), "recorded_at": now.isoformat(), "by": str(pseudonym),
        "reason": sent["reason"], "evidence": "", "changes": changes, "snapshot": after,
    }  # fmt: skip
    digest = hashlib.sha256(
        last.encode() + b"\n" + orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    ).hexdigest()
    at.execute(
        "UPDATE reform_apps_application SET status = %s, status_since = %s, version = %s, "
        "updated_at = %s WHERE id = %s",
        [status, today, version + 1, now, pk],
    )
    at.execute(
        "INSERT INTO reform_apps_journalentry (application_id, version, verb, transition, "
        "from_status, to_status, effective_on, recorded_at, by_id, reason, evidence, changes, "
        "snapshot, format, previous_digest, digest) VALUES (%s, %s, 'transition', %s, %s, %s, %s, "
        "%s, %s, %s, '', %s, %s, 1, %s, %s) RETURNING id",
        [pk, version + 1, sent["transition"], before, status, today, now, user, sent["reason"],
         json.dumps(changes), json.dumps(after), last, digest],
    )  # fmt: skip
    entry = at.fetchone()[0]
    at.execute("INSERT INTO reform_apps_arrival (entry_id) VALUES (%s)", [entry])
    for table, since, never in (
        ("recordedstate", now, UNTIL),
        ("effectivestate", today, "9999-12-31"),
    ):
        at.execute(
            f"UPDATE {APP}{table} SET until = %s WHERE application_id = %s AND until = %s "
            "RETURNING number, code, name_key, name_en, names, initials, kind, scope, system_id, "
            "runway_id, organization_id, origin_region_id, merged_into_id, batch, terminals, "
            "online_on, visibility, recognitions, bases",
            [since, pk, never],
        )
        told = list(at.fetchone())
        told[14] = json.dumps(told[14])
        at.execute(
            f"INSERT INTO {APP}{table} (number, code, name_key, name_en, names, initials, kind, "
            "scope, system_id, runway_id, organization_id, origin_region_id, merged_into_id, "
            "batch, terminals, online_on, visibility, recognitions, bases, status, status_since, "
            "application_id, entry_id, since, until, updated_at) VALUES "
            f"({', '.join(['%s'] * 26)})",
            [*told, status, today, pk, entry, since, never, now],
        )
    execute_values(
        at,
        "INSERT INTO reform_apps_tally (visibility, status, system, runway, kind, scope, batch, "
        "number) VALUES %s",
        [(state["visibility"], told, state["system"], state["runway"], state["kind"],
          state["scope"], state["batch"], number) for told, number in ((before, -1), (status, 1))],
    )  # fmt: skip
    at.execute(DETAIL.format(where=""), [asked["code"]])
    shown = whole(at, at.fetchone())
    at.execute("COMMIT")
    return as_json(shown)


def copied(_asked: dict, body: bytes):
    """Take in applications with their first entries, by COPY of these two tables."""
    sent, at = orjson.loads(body)["applications"], cursor()
    now, today = datetime.now(UTC), date.today()
    at.execute("BEGIN")
    at.execute("SELECT last_number FROM reform_apps_numbering FOR UPDATE")
    first = at.fetchone()[0] + 1
    at.execute("SELECT id, pseudonym FROM reform_apps_user LIMIT 1")
    user, pseudonym = at.fetchone()
    at.execute("SELECT code, id FROM reform_apps_system")
    systems = dict(at.fetchall())
    at.execute(
        "SELECT nextval(pg_get_serial_sequence('reform_apps_application', 'id')) "
        "FROM generate_series(1, %s)",
        [len(sent)],
    )
    keys = [row[0] for row in at]
    rows, entries = io.StringIO(), io.StringIO()
    for number, (key, each) in enumerate(zip(keys, sent, strict=True), first):
        code, name, summary = f"ZJ-{number:04d}", each["name"], each["summary"]
        state = {
            "code": code, "name": name, "name_en": "", "kind": "application", "scope": None,
            "summary": summary, "reform": "", "batch": None, "terminals": each["terminals"],
            "front_ends": [], "irs_code": None, "online_on": None, "status": "planning",
            "status_since": today.isoformat(), "visibility": "public", "basis": {},
            "system": each["system"], "runway": None, "organization": None,
            "origin_region": None, "merged_into": None, "aliases": [], "assessments": [],
        }  # fmt: skip
        changes = {name: [None, value] for name, value in state.items() if value}
        content = {"version": 1, "by": str(pseudonym), "changes": changes, "snapshot": state,
                   "recorded_at": now.isoformat()}  # fmt: skip
        digest = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
        rows.write(
            f"{key}\t{number}\t{code}\t{name}\t{name}\t{name}\t\t\tapplication\t{summary}\t\t"
            f"{systems[each['system']]}\t{json.dumps(each['terminals'])}\t[]\tplanning\t{today}\t"
            f"public\t{{}}\t,\t1\t{now}\t{now}\n"
        )
        entries.write(
            f"{key}\t1\tregister\t\t\tplanning\t{today}\t{now}\t{user}\t\t\t"
            f"{json.dumps(changes, ensure_ascii=False)}\t{json.dumps(state, ensure_ascii=False)}"
            f"\t1\t\t{digest}\n"
        )
    rows.seek(0)
    entries.seek(0)
    at.copy_expert(
        "COPY reform_apps_application (id, number, code, name, name_key, name_core, initials, "
        "name_en, kind, summary, reform, system_id, terminals, front_ends, status, status_since, "
        "visibility, basis, bases, version, created_at, updated_at) FROM STDIN",
        rows,
    )
    at.copy_expert(
        "COPY reform_apps_journalentry (application_id, version, verb, transition, from_status, "
        "to_status, effective_on, recorded_at, by_id, reason, evidence, changes, snapshot, "
        "format, previous_digest, digest) FROM STDIN",
        entries,
    )
    last = first + len(sent) - 1
    at.execute("UPDATE reform_apps_numbering SET last_number = %s", [last])
    at.execute("COMMIT")
    return as_json({"results": [{"code": f"ZJ-{n:04d}"} for n in range(first, last + 1)]})
