"""Which imports somebody may see and carry out."""

from reform_apps.models import ImportBatch, User
from reform_apps.models.office.imports import ImportBatchQuerySet
from reform_apps.queries.rights import roles
from reform_apps.rules.roles import OFFICE


def visible_to(user: User, batches: ImportBatchQuerySet | None = None) -> ImportBatchQuerySet:
    """Narrow imports to one's own; the reform office answers for all."""
    batches = ImportBatch.objects.all() if batches is None else batches
    return batches if set(OFFICE) & roles.of(user) else batches.filter(by=user)


def repeated(batch: ImportBatch) -> ImportBatch | None:
    """Find the import by which the same file has been carried out already."""
    done = ImportBatch.objects.applied().filter(sha256=batch.sha256).exclude(pk=batch.pk)
    return done.for_list().first()
