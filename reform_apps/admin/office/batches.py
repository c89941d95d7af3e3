"""One step, or one change, for many applications that were ticked in the list."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reform_apps.admin.frame import panels
from reform_apps.admin.frame.site import roles_of
from reform_apps.admin.office.batch_forms import CHANGEABLE, ChangeForm, TransitionsForm
from reform_apps.admin.office.selections import address, back_of, note, page, selection_of
from reform_apps.models import Application
from reform_apps.operations.office import batches
from reform_apps.operations.office.batches import MOST_AT_ONCE, BatchRefused
from reform_apps.queries import mentions
from reform_apps.queries.rights import offers
from reform_apps.queries.wording import changes, words
from reform_apps.rules.lifecycle import Transition
from reform_apps.rules.permissions import MAY_AMEND

# From the list


@admin.action(description=gettext_lazy("Make a transition"), permissions=["change"])
def make_a_transition(model_admin, request, applications):
    return _opened(model_admin, request, applications, "transitions")


@admin.action(description=gettext_lazy("Change one field"), permissions=["change"])
def change_one_field(model_admin, request, applications):
    return _opened(model_admin, request, applications, "change")


ACTIONS = (make_a_transition, change_one_field)


def urls(model_admin):
    """List the addresses of the pages."""

    def transitions_view(request):
        return transitions_page(model_admin, request)

    def change_view(request):
        return change_page(model_admin, request)

    view = model_admin.admin_site.admin_view
    return [
        path("batch/transitions/", view(transitions_view), name=_name("transitions")),
        path("batch/change/", view(change_view), name=_name("change")),
    ]


def _name(page):
    return f"reform_apps_application_batch_{page}"


def _opened(model_admin, request, applications, page):
    keys = list(applications.order_by("number").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(keys) > MOST_AT_ONCE:
        told = _("At most %s at once.") % MOST_AT_ONCE
        return model_admin.message_user(request, told, messages.ERROR)
    asked = [urlencode({"ids": ",".join(map(str, keys))})]
    if kept := model_admin.get_preserved_filters(request):
        asked.append(kept)
    return HttpResponseRedirect(f"{reverse(f'admin:{_name(page)}')}?{'&'.join(asked)}")


# One step for each


def transitions_page(model_admin, request):
    """Choose a transition, see for whom it is open, type once what it asks for, make it."""
    selection = selection_of(model_admin, request)
    if not selection.rows:
        return HttpResponseRedirect(back_of(request))
    chosen = request.GET.get("transition")
    if chosen not in Transition.values:
        form = None
    else:
        data = request.POST if request.method == "POST" else None
        form = TransitionsForm(data, transition=chosen)
        form.at = timezone.now()
    refused = {}
    if form and form.is_valid() and _is_ticked(form, selection):
        outcome = _step(model_admin, request, selection, form, chosen)
        if not outcome.refused:
            return HttpResponseRedirect(back_of(request))
        refused = {row.pk: why for row, why in outcome.refused}
        done = {row.pk for row in outcome.done}
        keys = [row.pk for row in selection.rows if row.pk not in done]
        selection.rows = list(Application.objects.for_list().filter(pk__in=keys).order_by("number"))
    found = offers.offers_of_all(selection.rows, request.user, at=timezone.now())
    lines = _offered(selection, found, chosen, refused) if form else []
    return page(
        model_admin,
        request,
        "batch_transitions",
        form=form,
        title=_transition_named(chosen) if form else _("Make a transition"),
        rows=selection.rows,
        choices=[_choice(request, each, found) for each in Transition],
        chosen=chosen,
        lines=lines,
        open_lines=sum(not line["reasons"] for line in lines),
        refused=len(refused),
    )


def _transition_named(transition):
    return capfirst(str(Transition(transition).label))


def _choice(request, transition, found):
    is_open = sum(each.allowed for offered in found.values() for each in offered
                  if each.transition == transition)  # fmt: skip
    return {
        "value": transition.value,
        "label": _transition_named(transition),
        "open": is_open,
        "address": address(request, transition=transition.value),
    }


def _offered(selection, found, chosen, refused):
    lines = []
    for row in selection.rows:
        offer = next(each for each in found[row.pk] if each.transition == chosen)
        lines.append(
            {
                "row": row,
                "status": panels.pill(row.status),
                "reasons": [block.message for block in offer.blocked_by],
                "refused": refused.get(row.pk, ()),
                "is_ticked": row.pk in selection.ticked,
            }
        )
    return lines


def _is_ticked(form, selection):
    if not selection.seen:
        form.add_error(None, _("Tick at least one application."))
    return bool(selection.seen)


def _step(model_admin, request, selection, form, chosen):
    outcome = batches.make_transitions(
        seen=selection.seen, transition=Transition(chosen), by=request.user, at=form.at,
        **form.cleaned_data,
    )  # fmt: skip
    note(model_admin, request, outcome.done, _transition_named(chosen))
    if outcome.done:
        told = ngettext(
            "“%(transition)s” is in the journal for %(count)s application.",
            "“%(transition)s” is in the journal for %(count)s applications.",
            len(outcome.done),
        ) % {"transition": _transition_named(chosen), "count": len(outcome.done)}
        model_admin.message_user(request, told, messages.SUCCESS)
    return outcome


# One change for all


def change_page(model_admin, request):
    """Choose a field, type its value, see what would change in each, change it in all."""
    selection = selection_of(model_admin, request)
    if not selection.rows:
        return HttpResponseRedirect(back_of(request))
    fields = [name for name in CHANGEABLE if set(MAY_AMEND[name]) & roles_of(request)]
    name = request.GET.get("field")
    form, prepared = None, None
    if name in fields:
        data = request.POST if request.method == "POST" else None
        form = ChangeForm(data, name=name)
        form.at = timezone.now()
    wish = request.POST.get("wish")
    if form and wish != "again" and form.is_valid() and _is_ticked(form, selection):
        prepared = _change(model_admin, request, selection, form, is_meant=wish == "write")
        if prepared is None:
            return HttpResponseRedirect(back_of(request))
    lines = _previewed(prepared, user=request.user) if prepared is not None else []
    # Those that were refused had been ticked.
    ticked = {*map(str, selection.ticked), *request.POST.getlist("refused")}
    return page(
        model_admin,
        request,
        "batch_change",
        form=form,
        title=_("Change one field"),
        subtitle=capfirst(words.label(name)) if form else "",
        rows=selection.rows,
        choices=[(capfirst(words.label(each)), address(request, field=each)) for each in fields],
        lines=[_line(row, ticked) for row in selection.rows],
        preview=lines,
        moving=sum(bool(line["changes"]) for line in lines if not line["reasons"]),
        refused=sum(bool(line["reasons"]) for line in lines),
    )  # fmt: skip


def _line(row, ticked):
    return {"row": row, "status": panels.pill(row.status), "is_ticked": str(row.pk) in ticked}


def _change(model_admin, request, selection, form, *, is_meant):
    """Judge the change, or make it; None means that it is made."""
    how = {"values": form.values, "by": request.user, "at": form.at, **form.account}
    if not is_meant:
        return batches.preview(seen=selection.seen, **how)
    try:
        written = batches.change(seen=selection.seen, **how)
    except BatchRefused as refusal:
        return refusal.prepared
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return []
    rows = [entry.application for entry in written]
    note(model_admin, request, rows, f"{_('Change one field')}: {words.label(form.name)}")
    if not rows:
        told = _("Nothing was changed, so nothing was written.")
        model_admin.message_user(request, told, messages.WARNING)
        return None
    told = ngettext("%s application is changed.", "%s applications are changed.", len(rows))
    model_admin.message_user(request, told % len(rows), messages.SUCCESS)
    return None


def _previewed(prepared, *, user):
    named = mentions.rows_named((each.changes() for each in prepared), user=user)
    return [
        {
            "row": each.application,
            "version": each.wish.version,
            "changes": changes.spelled(each.changes(), named),
            "reasons": batches.reasons(each),
        }
        for each in prepared
    ]
