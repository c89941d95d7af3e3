"""The one way in which operations write a row, and hear the database's verdict."""

from collections.abc import Collection, Sequence

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError
from django.db.models import Model, TextField, UniqueConstraint


def check(row: Model, *, besides: Collection[str] = ()) -> None:
    """Check a row's fields and `clean()` in Python.

    `full_clean()` would ask the database about each constraint, and each relation.

    :raises ValidationError: by field.
    """
    related = [field.name for field in row._meta.fields if field.is_relation]
    excluded = {*related, *_keys(row), *besides}
    row.clean_fields(exclude=excluded)
    _refuse_what_forms_would(row, exclude=excluded)
    row.clean()


def write(row: Model) -> None:
    """Check a row, write it, let the database judge the rest.

    :raises ValidationError: with the message of whatever constraint the row breaks.
    """
    check(row)
    try:
        row.save()
    except IntegrityError as error:
        raise _verdict(error, row) from error


def write_all(rows: Sequence[Model], **how: object) -> None:
    """Write rows that were checked, in few statements; `how` is what `bulk_create` takes.

    :raises ValidationError: with the message of whatever constraint one of them breaks.
    """
    if not rows:
        return
    try:
        type(rows[0])._default_manager.bulk_create(rows, **how)
    except IntegrityError as error:
        raise _verdict(error, rows[0]) from error


def is_free(one: type[Model]) -> bool:
    """Lock the one row of a table unless somebody else has it, and tell whether it is locked."""
    one.objects.get_or_create(pk=1)
    return one.objects.select_for_update(skip_locked=True).filter(pk=1).exists()


def _refuse_what_forms_would(row: Model, *, exclude: Collection[str]) -> None:
    """Refuse what `clean_fields()` leaves to forms: nothing at all, and too long a TextField."""
    for field in row._meta.fields:
        value = getattr(row, field.attname)
        if field.name in exclude or field.primary_key:
            continue
        if value is None and not field.null:
            raise ValidationError({field.name: field.error_messages["null"]})
        if isinstance(field, TextField) and field.max_length:
            try:
                MaxLengthValidator(field.max_length)(value)
            except ValidationError as error:
                raise ValidationError({field.name: error}) from error


def _keys(row: Model) -> Collection[str]:
    # Computed by clean(), which says in the typed field's name what is wrong with them.
    return [field.name for field in row._meta.fields if not field.editable and not field.blank]


def _verdict(error: IntegrityError, row: Model) -> ValidationError:
    """Translate a broken constraint into its message, on either engine."""
    # PostgreSQL names the constraint; SQLite names a check, but of a unique one the columns.
    diagnosis = getattr(error.__cause__, "diag", None)
    name = diagnosis.constraint_name if diagnosis else str(error).rpartition(": ")[2]
    for constraint in row._meta.constraints:
        if name in (constraint.name, _columns(row, constraint)):
            field = _blamed(constraint)
            message = constraint.get_violation_error_message()
            return ValidationError({field: ValidationError(message, code=constraint.name)})
    raise error


def _columns(row: Model, constraint: object) -> str | None:
    if not isinstance(constraint, UniqueConstraint):
        return None
    columns = (row._meta.get_field(field).column for field in constraint.fields)
    return ", ".join(f"{row._meta.db_table}.{column}" for column in columns)


def _blamed(constraint: object) -> str:
    """Name the field to blame: of a key, the name that people typed."""
    if not isinstance(constraint, UniqueConstraint) or len(constraint.fields) > 1:
        return NON_FIELD_ERRORS
    return {"name_key": "name", "key": "name"}.get(constraint.fields[0], constraint.fields[0])
