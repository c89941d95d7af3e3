import factory

from reform_apps.models import Assessment, AssessmentKind, Indicator, Observation, Unit
from tests.clock import NOON, TODAY
from tests.factories.applications import ApplicationFactory


class ObservationFactory(factory.django.DjangoModelFactory):
    """A value of an application, written past the journal: for reading only."""

    class Meta:
        model = Observation

    application = factory.SubFactory(ApplicationFactory)
    indicator = "daily_visits"  # or another one, by its code
    value = "810000"
    unit = Unit.VISITS_PER_DAY
    printed = "81万"
    as_of = TODAY
    recorded_at = NOON

    @classmethod
    def _adjust_kwargs(cls, **kwargs):
        return kwargs | {"indicator": Indicator.objects.get(code=kwargs["indicator"])}


class AssessmentFactory(factory.django.DjangoModelFactory):
    """A recognition of an application, written past the journal: for reading only."""

    class Meta:
        model = Assessment

    application = factory.SubFactory(ApplicationFactory)
    kind = AssessmentKind.FRONTRUNNER
    recorded_at = NOON
