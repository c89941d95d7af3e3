"""Who may write which field, held against the policy as people agreed on it."""

import pytest

from reform_apps.rules import permissions
from reform_apps.rules.permissions import able_to_amend, able_to_fill_in
from tests.policy import AMENDERS, DECISIONS, EDITORS, LEADS, OFFICE, STATUSES


def test_these_are_the_particulars_and_no_others():
    assert set(permissions.PARTICULARS) == set(AMENDERS)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("field", AMENDERS)
def test_a_field_is_amended_by_those_of_the_policy(field, status):
    ended = status in ("merged", "retired", "terminated")

    assert set(able_to_amend(field, status=status)) == (OFFICE if ended else AMENDERS[field])


@pytest.mark.parametrize("field", AMENDERS)
def test_a_field_is_filled_in_by_whoever_registers_unless_it_is_a_decision(field):
    assert set(able_to_fill_in(field)) == (OFFICE if field in DECISIONS else LEADS)


def test_outside_the_fields_these_may_write():
    assert set(permissions.MAY_REGISTER) == LEADS
    assert set(permissions.MAY_CHECK_DUPLICATES) == LEADS
    assert set(permissions.MAY_ATTEST) == EDITORS
    assert set(permissions.MAY_RECORD_FINDINGS) == OFFICE
    assert set(permissions.MAY_KEEP_REFERENCE) == OFFICE
