import factory

from reform_apps.models import (
    Level,
    Organization,
    OrganizationKind,
    OrganizationLevel,
    Region,
    Runway,
    Source,
    System,
    Tier,
)


class SourceFactory(factory.django.DjangoModelFactory):
    """A document with a title."""

    class Meta:
        model = Source

    code = factory.Sequence(lambda n: f"document-{n}")
    title = factory.Sequence(lambda n: f"文件{n}")


class SystemFactory(factory.django.DjangoModelFactory):
    """A core system."""

    class Meta:
        model = System

    code = factory.Sequence(lambda n: f"system-{n}")
    name = factory.Sequence(lambda n: f"数字领域{n}")
    tier = Tier.CORE
    position = factory.Sequence(lambda n: n + 1)


class RunwayFactory(factory.django.DjangoModelFactory):
    """A runway of a core system."""

    class Meta:
        model = Runway

    system = factory.SubFactory(SystemFactory)
    code = factory.Sequence(lambda n: f"runway-{n}")
    name = factory.Sequence(lambda n: f"跑道{n}")


class RegionFactory(factory.django.DjangoModelFactory):
    """A province of its own; `city_of` and `county_of` make what lies below one."""

    class Meta:
        model = Region
        django_get_or_create = ["code"]

    code = "330000"
    name = "浙江省"
    level = Level.PROVINCE

    class Params:
        city = factory.Trait(
            code=factory.Sequence(lambda n: f"33{n % 90 + 10}00"),
            name=factory.Sequence(lambda n: f"第{n}市"),
            level=Level.CITY,
            parent=factory.SubFactory("tests.factories.RegionFactory"),
        )
        county = factory.Trait(
            code=factory.LazyAttributeSequence(
                lambda region, n: f"{region.parent.code[:4]}{n % 90 + 10}"
            ),
            name=factory.Sequence(lambda n: f"第{n}县"),
            level=Level.COUNTY,
            parent=factory.SubFactory("tests.factories.RegionFactory", city=True),
        )


class OrganizationFactory(factory.django.DjangoModelFactory):
    """A government body of the province."""

    class Meta:
        model = Organization

    code = factory.Sequence(lambda n: f"unit-{n}")
    name = factory.Sequence(lambda n: f"第{n}厅")
    kind = OrganizationKind.GOVERNMENT
    level = OrganizationLevel.PROVINCE
