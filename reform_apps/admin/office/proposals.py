"""Proposals in the admin: made in the form of the application, decided field by field."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.forms import modelform_factory
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.admin.frame.forms import LONGEST_KEY
from reform_apps.admin.frame.particulars import FIELDSETS
from reform_apps.admin.frame.site import LookingAdmin, held_in, roles_of
from reform_apps.admin.office.proposal_forms import DecisionForm, ProposalForm, in_order
from reform_apps.models import Application, Proposal, ProposalState
from reform_apps.operations.office import proposals as operations
from reform_apps.operations.office.proposals import ProposalRefused
from reform_apps.queries import duplicates, mentions, snapshots
from reform_apps.queries.office import proposals
from reform_apps.queries.wording import changes, words
from reform_apps.rules.permissions import MAY_DECIDE, MAY_PROPOSE, MAY_REGISTER

FOR_THE_OFFICE = (gettext_lazy("For the reform office"), ("reason",))
SETS = [(name, {"fields": fields}) for name, fields in (*FIELDSETS, FOR_THE_OFFICE)]
WAITING_FIRST = Case(When(state=ProposalState.OPEN, then=Value(0)), default=Value(1))


@admin.register(Proposal)
class ProposalAdmin(LookingAdmin):
    """One's own proposals; the reform office sees everybody's, and decides."""

    list_display = (
        "subject_shown", "state", "fields_shown", "by_shown", "proposed_at", "decided_at",
    )  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("application", "by")
    search_fields = ("application__code", "application__name", "reason")
    ordering = (WAITING_FIRST, "-pk")

    def get_queryset(self, request):
        return proposals.visible_to(request.user, super().get_queryset(request))

    @admin.display(description=gettext_lazy("application"))
    def subject_shown(self, proposal):
        return proposal.subject

    @admin.display(description=gettext_lazy("proposed changes"))
    def fields_shown(self, proposal):
        if proposal.version is None:
            return _("a new application")
        return ", ".join(words.label(name) for name in in_order(proposal))

    @admin.display(description=gettext_lazy("by"))
    def by_shown(self, proposal):
        return words.person(proposal.by)

    # "Add" is proposing.

    def has_add_permission(self, request):
        return bool(set(MAY_PROPOSE) & roles_of(request))

    def get_urls(self):
        view = self.admin_site.admin_view(self.withdrawal_view)
        name = "reform_apps_proposal_withdrawal"
        return [path("<int:pk>/withdrawal/", view, name=name), *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        application = _application_named(request)
        form = self._form(request, application)
        if form.is_valid():
            self.log_addition(request, form.done, [{"added": {}}])
            told = _("Proposed. The reform office decides; until then nothing of it holds.")
            self.message_user(request, told, messages.SUCCESS)
            return HttpResponseRedirect(_address("change", form.done))
        title = _("Propose a change") if application else _("Propose an application")
        return self._page(
            request,
            "proposal_add",
            title=title,
            application=application,
            form=form,
            adminform=AdminForm(form, SETS, {}, model_admin=self),
            media=self.media + form.media,
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        proposal = self._found(request, object_id)
        is_open = proposal.state == ProposalState.OPEN
        may_decide = bool(set(MAY_DECIDE) & roles_of(request))
        form = None
        if is_open and may_decide:
            form = DecisionForm(request.POST or None, proposal=proposal)
            form.by, form.at = request.user, timezone.now()
            if form.is_valid():
                self.log_change(request, form.done, capfirst(str(ProposalState.DECIDED.label)))
                self.message_user(request, _("Decided, and in the journal."), messages.SUCCESS)
                return HttpResponseRedirect(_address("change", form.done))
        elif request.method == "POST":
            told = _("This proposal is not open any more.") if may_decide else _("Not yours to do.")
            self.message_user(request, told, messages.ERROR)
        return self._page(
            request,
            "proposal",
            title=str(proposal),
            proposal=proposal,
            application=proposal.application,
            state=capfirst(str(proposal.get_state_display())),
            by=words.person(proposal.by),
            decided_by=proposal.decided_by and words.person(proposal.decided_by),
            lines=_lines(proposal, form, user=request.user),
            candidates=_candidates(proposal) if is_open else (),
            form=form,
            may_withdraw=is_open and proposal.by_id == request.user.pk,
        )

    def withdrawal_view(self, request, pk):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        proposal = self._found(request, pk)
        try:
            operations.withdraw(proposal=proposal, by=request.user, at=timezone.now())
        except ProposalRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.log_change(request, proposal, capfirst(str(ProposalState.WITHDRAWN.label)))
            self.message_user(request, _("The proposal is withdrawn."), messages.SUCCESS)
        return HttpResponseRedirect(_address("change", proposal))

    def _form(self, request, application):
        of_applications = self.admin_site.get_model_admin(Application)
        callback = partial(of_applications.formfield_for_dbfield, request=request)
        made = modelform_factory(Application, form=ProposalForm, formfield_callback=callback)
        form = made(request.POST or None, instance=application)
        form.by, form.at = request.user, timezone.now()
        return form

    def _found(self, request, key):
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposal = self.get_object(request, str(key))
        if proposal is None:
            raise Http404
        return proposal

    def _page(self, request, template, *, title, form, **context):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "media": self.media,
            "form": form,
            **context,
        }
        return TemplateResponse(request, f"reform_apps/admin/{template}.html", context)


def of_application(application, *, request):
    """Collect what the page of an application shows of proposals."""
    held = held_in(request, application)
    found = proposals.visible_to(request.user).filter(application=application)
    return {
        # Whoever decides writes at once.
        "may_propose": bool(set(MAY_PROPOSE) & held) and not set(MAY_DECIDE) & held,
        "waiting_proposals": found.waiting().count(),
    }


def of_list(request):
    """Tell whether the list offers to propose a new application."""
    held = roles_of(request)
    return {"may_propose_new": bool(set(MAY_PROPOSE) & held) and not set(MAY_REGISTER) & held}


def _application_named(request):
    named = request.GET.get("application")
    if named is None:
        return None
    if not named.isdecimal() or len(named) >= LONGEST_KEY:
        raise Http404
    return get_object_or_404(Application, pk=named)


def _lines(proposal, form, *, user):
    """Spell what each field would be, what stands there by now, and what was decided."""
    pairs = {name: proposal.changes[name] for name in in_order(proposal)}
    now = {}
    if proposal.application and proposal.state == ProposalState.OPEN:
        now = proposals.overtaken(proposal, snapshots.frozen(proposal.application))
    told_now = {name: [None, value] for name, value in now.items()}
    named = mentions.rows_named([pairs, told_now], user=user)
    return [
        {
            "change": change,
            "is_overtaken": name in now,
            "now": changes.lines(name, now.get(name), named),
            "decision": proposal.decisions.get(name),
            "choice": form and form[f"{name}-is"],
            "why": form and form[f"{name}-why"],
        }
        for name, change in zip(pairs, changes.spelled(pairs, named), strict=True)
    ]


def _candidates(proposal):
    """Find who may already be building what would be new."""
    if proposal.application:
        return ()
    told = {name: after for name, (_before, after) in proposal.changes.items()}
    names = [alias["name"] for alias in told.get("aliases", ())]
    return duplicates.candidates(name=told["name"], aliases=names, summary=told.get("summary", ""))


def _address(name, proposal):
    return reverse(f"admin:reform_apps_proposal_{name}", args=[proposal.pk])
