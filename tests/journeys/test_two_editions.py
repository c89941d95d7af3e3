"""From an empty ledger to two editions, what lies between, and the proof offline."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from reform_apps.exchange import bundles
from reform_apps.operations import (
    applications,
    duplicate_checks,
    edition_entries,
    editions,
    transitions,
)
from reform_apps.queries import differences, states
from reform_apps.queries.states import Point
from tests.editions import bundled
from tests.factories import OrganizationFactory, SystemFactory

pytestmark = pytest.mark.django_db


def moment(month, day):
    return datetime(2022, month, day, 2, tzinfo=UTC)


def stood(user, point):
    return {row.name: row.status for row in states.thawed(states.ledger(user, point))}


def verified(bundle, folder, *more):
    file = folder / "bundle.zip"
    file.write_bytes(bundle)
    script = bundles.__file__.replace("bundles.py", "verify.py")
    done = subprocess.run(
        [sys.executable, script, str(file), *more], capture_output=True, text=True, timeout=120
    )
    assert "Traceback" not in done.stderr
    return done.returncode


def test_two_editions_and_all_between(officer, tmp_path):
    system, unit = SystemFactory(), OrganizationFactory()

    def register(name):
        particulars = {
            "name": name, "system": system, "organization": unit, "terminals": ["pc"],
        }  # fmt: skip
        return applications.register(particulars=particulars, by=officer, at=moment(5, 1))

    def step(application, name, at, **sent):
        application.refresh_from_db()
        return transitions.make_transition(
            application=application, transition=name, version=application.version,
            by=officer, at=at, **sent,
        )  # fmt: skip

    def build(application):
        duplicate_checks.record(
            application=application, decision="distinct", reason="无重复", by=officer,
            at=moment(5, 1),
        )  # fmt: skip
        step(application, "approve", moment(5, 2), evidence="1号")
        step(application, "start_building", moment(5, 3))

    kept, doubled, late = (register(name) for name in ("浙里长在", "浙里重复", "浙里迟报"))
    for application in (kept, doubled, late):
        build(application)

    draft = editions.start(code="S0", title="首版", by=officer, at=moment(5, 10))
    for application in (kept, doubled, late):
        edition_entries.add(
            edition=draft, application=application, by=officer, at=moment(5, 10),
            values={"batch": "launch", "task": "建成", "due_on": date(2022, 9, 30)},
        )  # fmt: skip
    first = editions.publish(
        edition=draft, issued_on=date(2022, 5, 10), by=officer, at=moment(5, 10)
    )

    # A month of acts: a merger, a late report, a step that was a mistake, a correction.
    step(doubled, "merge", moment(5, 20), merged_into=kept, reason="重复建设")
    step(kept, "start_trial", moment(5, 25), evidence="2号")
    step(kept, "reverse", moment(5, 28), reason="误报")
    step(late, "start_trial", moment(6, 5), evidence="3号", effective_on=date(2022, 5, 15))
    kept.refresh_from_db()
    applications.amend(
        application=kept, changes={"name": "浙里常在"}, version=kept.version, by=officer,
        at=moment(6, 6), reason="更正名称",
    )  # fmt: skip

    draft = editions.start(code="S1", title="次版", by=officer, at=moment(6, 10))
    edition_entries.revise(
        entry=draft.entries.get(application=late), values={"due_on": date(2022, 12, 31)},
        reason="接口未通", by=officer, at=moment(6, 10),
    )  # fmt: skip
    second = editions.publish(
        edition=draft, issued_on=date(2022, 6, 10), by=officer, at=moment(6, 10)
    )

    changes = differences.of_editions(first, second, user=officer).changes
    told = {(change.code, change.kind.value): change for change in changes}
    assert told[doubled.code, "merged"].successor == kept.code
    assert told[doubled.code, "merged"].reason == "重复建设"
    assert told[kept.code, "renamed"].fields == {"name": ["浙里长在", "浙里常在"]}
    assert told[late.code, "slipped"].reason == "接口未通"
    assert told[late.code, "status_changed"].fields["status"] == ["building", "trial"]

    assert stood(officer, Point(recorded_by=moment(5, 26))) == {
        "浙里长在": "trial", "浙里重复": "merged", "浙里迟报": "building",
    }  # fmt: skip
    assert stood(officer, Point(effective_on=date(2022, 5, 26))) == {
        "浙里长在": "building", "浙里重复": "merged", "浙里迟报": "trial",
    }  # fmt: skip

    call_command("verify_ledger")
    bundle = bundled(second, user=officer)
    assert verified(bundle, tmp_path) == 0
    assert verified(bundle, tmp_path, second.digest) == 0
    assert verified(bundle, tmp_path, first.digest) == 1
    place = bundle.index(json.dumps("浙里常在", ensure_ascii=False).encode()) + 3
    flipped = bundle[:place] + bytes([bundle[place] ^ 1]) + bundle[place + 1 :]
    assert verified(flipped, tmp_path) == 1
