import factory

from reform_apps.models import Application, Verb
from reform_apps.operations.writing import journal
from reform_apps.rules.codes import ledger_code
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.names import initials, name_core, name_key
from reform_apps.rules.vocabulary import listed
from tests.clock import NOON
from tests.factories.reference import OrganizationFactory, RegionFactory, SystemFactory
from tests.factories.users import UserFactory


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A planned application unless told otherwise, with the journal entry that it comes from.

    Its numbers start far above those that `register` gives, and have six digits each, however
    many a run makes: their codes follow one another as texts too.
    """

    class Meta:
        model = Application
        skip_postgeneration_save = True

    class Params:
        complete = factory.Trait(
            system=factory.SubFactory(SystemFactory),
            organization=factory.SubFactory(OrganizationFactory),
            origin_region=factory.SubFactory(RegionFactory),
            terminals=["pc"],
        )

    number = factory.Sequence(lambda n: n + 100_000)
    code = factory.LazyAttribute(lambda row: ledger_code(prefix="ZJ", number=row.number))
    name = factory.Sequence(lambda n: f"第{n}号应用")
    name_key = factory.LazyAttribute(lambda row: name_key(row.name))
    name_core = factory.LazyAttribute(lambda row: name_core(row.name))
    initials = factory.LazyAttribute(lambda row: initials(row.name_key))
    bases = factory.LazyAttribute(lambda row: listed(how["basis"] for how in row.basis.values()))
    basis = factory.Dict({})
    status = Status.PLANNING
    version = 1
    created_at = NOON
    updated_at = NOON

    @factory.post_generation
    def registered_by(application, create, user):
        journal.record(
            application=application,
            before={},
            verb=Verb.REGISTER,
            by=user or UserFactory(role="reform_office"),
            at=application.created_at,
        )
