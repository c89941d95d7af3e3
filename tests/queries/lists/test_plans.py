"""No question to a list of a hundred thousand walks through all of it."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.models import Organization, System
from tests.benchmarks import loading
from tests.factories import UserFactory

LIST = "/api/v1/applications/"
WALKED = re.compile(r"Seq Scan on (reform_apps_(?:application|journalentry))\b")
# Each filter in its commonest and its rarest sense, as far as these are asked differently.
QUESTIONS = (
    "", "search=健康", "search=麒麟", "search=医保基金", "status=trial", "status=online,trial",
    "system=law", "runway=law-01", "kind=brain", "kind=application", "scope=local", "batch=plan",
    "organization=bench-7", "organization=zj-justice", "region=330106", "region=330100",
    "recognition=nationwide", "terminal=tv", "terminal=pc", "basis=stated", "basis=entered",
    "online_after=2020-12-01", "online_before=2019-02-01", "status_before=2019-02-01",
    "status_before=2024-01-01", "updated_since=2020-12-01", "updated_since=2019-01-01",
    "attested_before=2022-01-01", "has_attestation=true", "has_attestation=false", "mine=true",
    "merged_into=ZJ-0003", "uses=ZJ-0030", "has_system=false", "has_runway=false",
    "has_organization=false", "has_organization=true", "has_rollout=true", "has_rollout=false",
    "coverage_below=50", "indicator__gte=usage_rate:80", "indicator__lte=usage_rate:80",
    "indicator__worsening=usage_rate", "disposition=merge", "order_overdue=true",
    "flag=unconnected", "flag=zombie", "flag=long_trial", "flag=late_launch", "flag=uncleared",
    "flag=unconfirmed", "ordering=name", "ordering=-name", "ordering=-code",
    "ordering=online_on", "ordering=-online_on", "ordering=status_since", "ordering=-status_since",
    "ordering=updated_at", "ordering=-updated_at", "status=trial&organization=bench-7", "cursor=",
)  # fmt: skip
# Asked of the past, or of what was not asked.
ELSEWHERE = {"as_of", "effective_as_of"}
NUMBER = 100_000


def test_every_filter_is_asked():
    asked = {part.split("=")[0] for query in QUESTIONS for part in query.split("&")}

    assert set(ApplicationFilterSet.base_filters) - ELSEWHERE <= asked


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="Of SQLite no such size is asked.")
@pytest.mark.django_db
def test_no_question_reads_all_applications_or_all_of_the_journal():
    call_command("seed_ledger", verbosity=0)
    loading.fill(NUMBER, entries=1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    lead = UserFactory(
        role="system_lead",
        systems=[System.objects.get(code="law")],
        organization=Organization.objects.get(code="bench-7"),
    )

    for user in (lead, None):
        assert {query: found for query in QUESTIONS if (found := _walked(query, user))} == {}


def _walked(query, user):
    """List the statements of a question whose plan goes through all rows of a large table."""
    found = []
    api = APIClient()
    api.force_authenticate(user)
    with CaptureQueriesContext(connection) as captured:
        answer = api.get(f"{LIST}?{query}")
    if user is None and "not_signed_in" in str(answer.content):
        return []
    assert answer.status_code == 200, answer.content
    with connection.cursor() as cursor:
        for each in captured.captured_queries:
            if each["sql"].startswith(("SELECT", "(SELECT")):
                cursor.execute(f"EXPLAIN {each['sql'].replace('%', '%%')}", [])
                plan = "\n".join(line for (line,) in cursor.fetchall())
                found += [f"{name}: {each['sql'][:200]}" for name in WALKED.findall(plan)]
    return found
