import factory
from django.contrib.auth.models import Group

from reform_apps.models import User

PASSWORD = "Qiantang-Tide-1612"


class UserFactory(factory.django.DjangoModelFactory):
    """A person who may look; `role="reform_office"` and the like make one who may act."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person-{n}")
    password = factory.django.Password(PASSWORD)
    is_staff = True

    @factory.post_generation
    def role(user, create, name):
        if name:
            user.groups.add(Group.objects.get_or_create(name=name)[0])

    @factory.post_generation
    def systems(user, create, systems):
        user.systems.set(systems or [])
