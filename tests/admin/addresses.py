"""Where things stand in the admin, and what its forms hold."""

from django.urls import reverse


def listing(noun):
    return reverse(f"admin:reform_apps_{noun}_changelist")


def adding(noun):
    return reverse(f"admin:reform_apps_{noun}_add")


def changing(row):
    return reverse(f"admin:reform_apps_{row._meta.model_name}_change", args=[row.pk])


def transition(application, name):
    return reverse("admin:reform_apps_application_transition", args=[application.code, name])


def form_of(response):
    """Find the form that a page shows."""
    adminform = response.context.get("adminform")
    return adminform.form if adminform else response.context["form"]


def typed(response, **changes):
    """Take over what a page's form holds, and type something else into some fields."""
    held = {field.html_name: field.value() for field in form_of(response)}
    for field in form_of(response):
        if field.field.show_hidden_initial:
            held[field.html_initial_name] = field.initial
    return {name: value for name, value in (held | changes).items() if value is not None}


def errors_of(response):
    return {name: list(found) for name, found in form_of(response).errors.items()}


def told(response):
    """List the messages on a page."""
    return [str(message) for message in response.context["messages"]]
