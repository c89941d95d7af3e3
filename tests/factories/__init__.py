"""Rows to test with; what is not said, is plausible."""

from tests.factories.applications import ApplicationFactory
from tests.factories.measurements import AssessmentFactory, ObservationFactory
from tests.factories.reference import (
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SourceFactory,
    SystemFactory,
)
from tests.factories.users import UserFactory

__all__ = [
    "ApplicationFactory",
    "AssessmentFactory",
    "ObservationFactory",
    "OrganizationFactory",
    "RegionFactory",
    "RunwayFactory",
    "SourceFactory",
    "SystemFactory",
    "UserFactory",
]
