"""The views above the list of applications: opened, kept, removed."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.admin.frame.site import roles_of
from reform_apps.filtersets import saved
from reform_apps.operations.office.saved_views import remove, save
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.queries.office import saved_views
from reform_apps.rules.permissions import MAY_SHARE_VIEWS

LIST = "admin:reform_apps_application_changelist"
MINE = "mine=true"
# Where the session remembers the question that was asked last.
LAST = "last_question_to_the_ledger"


class ViewForm(forms.Form):
    """A name for the question that the list answers."""

    name = forms.CharField(max_length=60, label=gettext_lazy("name"))
    query = forms.CharField(max_length=saved.MOST_CHARACTERS, required=False)
    is_shared = forms.BooleanField(required=False)

    def clean_query(self):
        return saved.kept(self.cleaned_data["query"])


def of_list(request, asked):
    """Collect the views that somebody is offered; `asked` is the question as it stands."""
    before = request.session.get(LAST, "")
    if asked and asked != before:
        request.session[LAST] = asked
    views = list(saved_views.offered_to(request.user))
    may_share = bool(set(MAY_SHARE_VIEWS) & roles_of(request))
    return {
        "views": [(_("All"), "", None), (_("My applications"), MINE, None)]
        + [(view.name, view.query, view if _is_theirs(view, request, may_share) else None)
           for view in views],
        "asked": asked,
        "asked_before": "" if asked else before,
        "may_share_views": may_share,
    }  # fmt: skip


def _is_theirs(view, request, may_share):
    return view.owner_id == request.user.pk or (view.is_shared and may_share)


def urls(model_admin):
    """List the addresses of the acts."""

    def wrapped(act):
        return model_admin.admin_site.admin_view(lambda request: act(model_admin, request))

    return [
        path("views/save/", wrapped(keep), name="reform_apps_application_save_view"),
        path("views/remove/", wrapped(forget), name="reform_apps_application_remove_view"),
    ]


def keep(model_admin, request):
    """Keep the question of the list under a name."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _back(model_admin, request, [text for each in form.errors.values() for text in each])
    try:
        view = save(**form.cleaned_data, by=request.user)
    except ValidationError as refusal:
        return _back(model_admin, request, refusal.messages)
    except ActRefused as refusal:
        return _back(model_admin, request, [str(refusal)])
    model_admin.message_user(request, _("The view “%s” is kept.") % view.name, messages.SUCCESS)
    return HttpResponseRedirect(_address(view.query))


def forget(model_admin, request):
    """Remove a view; the list stays as it was asked."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    key = request.POST.get("view", "")
    number = int(key) if key.isdecimal() and len(key) < 10 else 0
    view = get_object_or_404(saved_views.offered_to(request.user), pk=number)
    try:
        remove(view=view, by=request.user)
    except ActRefused as refusal:
        return _back(model_admin, request, [str(refusal)])
    model_admin.message_user(request, _("The view “%s” is removed.") % view.name, messages.SUCCESS)
    return HttpResponseRedirect(_address(""))


def _back(model_admin, request, sentences):
    for sentence in sentences:
        model_admin.message_user(request, sentence, messages.ERROR)
    return HttpResponseRedirect(_address(""))


def _address(query):
    return reverse(LIST) + (f"?{query}" if query else "")
