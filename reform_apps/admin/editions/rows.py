"""The entries of an edition as a list that is written in place."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.admin.editions import acts
from reform_apps.admin.frame.forms import LONGEST_KEY, LONGEST_REASON, ActMixin
from reform_apps.admin.frame.questions import question
from reform_apps.filtersets.editions import EditionEntryFilterSet
from reform_apps.models import Edition, EditionEntry
from reform_apps.operations import edition_entries

ROWS_ON_A_PAGE = 50
PAGE = "p"
QUESTIONS = ("search", "batch", "has_batch", "status", "system", "overdue")
PLANNED = ("batch", "task", "due_on")
AFTERWARDS = ("completed_on",)


class Asked:
    """The questions on an edition's entries as somebody has asked them, and what answers them."""

    def __init__(self, request, edition):
        params = request.GET.copy()
        for name in request.GET:
            # What a form sends although nobody has chosen anything.
            if params.getlist(name) == [""]:
                del params[name]
        entries = edition.entries.for_list().order_by("application__number")
        asked = EditionEntryFilterSet(params, entries, request=request, door=(PAGE,))
        self.faults = [(name, list(found)) for name, found in asked.errors.items()]
        self.entries = entries.none() if self.faults else asked.qs
        self.questions = [question(name, asked.form.fields[name], params) for name in QUESTIONS]
        params.pop(PAGE, None)
        self.kept = params.urlencode()


class RowForm(ActMixin, forms.Form):
    """What can be said of one application's place."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=LONGEST_REASON
    )

    def __init__(self, *args, entry, names, **kwargs):
        super().__init__(*args, prefix=f"e{entry.pk}", **kwargs)
        self.entry, self.names = entry, names
        makers = {
            "batch": acts.batch_field,
            "task": acts.task_field,
            "due_on": lambda **how: acts.day_field("due_on", **how),
            "completed_on": lambda **how: acts.day_field("completed_on", **how),
        }
        for name in names:
            # Sent along, so that what has changed is judged by what was on the page.
            self.fields[name] = makers[name](initial=getattr(entry, name), show_hidden_initial=True)
            self.fields[name].widget.attrs["aria-label"] = self._label(name)
        self.fields["reason"].widget.attrs |= {
            "aria-label": self._label("reason"),
            "placeholder": _("Reason"),
        }
        self.fields["version"].initial = entry.application.version

    def _label(self, name):
        return f"{self.entry.application.code}: {self.fields[name].label}"

    @property
    def moved(self):
        return [name for name in self.names if name in self.changed_data]

    @property
    def is_touched(self):
        return bool(self.moved) or "reason" in self.changed_data

    def clean(self):
        if self.cleaned_data.get("version") is None:
            raise ValidationError(_("The form does not say what it was opened on. Open it anew."))
        if not self.moved:
            self.add_error("reason", _("Nothing is changed here that this could be the reason of."))
        return super().clean()

    def act(self):
        typed = self.cleaned_data
        return edition_entries.revise(
            entry=self.entry,
            values={name: typed[name] for name in self.moved},
            reason=typed["reason"],
            version=typed["version"],
            by=self.by,
            at=self.at,
        )

    def refuse_stale(self, refusal):
        """Take over what stands, keep what was typed, and say where they meet."""
        super().refuse_stale(refusal)
        moved = self.moved
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = refusal.application.version
        for name in self.names:
            field = self[name]
            stands = self.fields[name].prepare_value(getattr(self.entry, name)) or ""
            if name in moved and self.data.get(field.html_initial_name) != str(stands):
                told = {"field": field.label, "now": stands or "–"}
                self.add_error(name, _("“%(field)s” has become “%(now)s” meanwhile.") % told)
            elif name not in moved:
                self.data[field.html_name] = stands
            self.data[field.html_initial_name] = stands


class Sent:
    """The list as somebody has sent it: what was written, and the forms to show again."""

    def __init__(self, request, edition, *, names, may_write, at):
        asked = request.POST.getlist("row")[:ROWS_ON_A_PAGE]
        self.keys = [key for key in asked if key.isdecimal() and len(key) < LONGEST_KEY]
        entries = edition.entries.filter(pk__in=self.keys).for_list()
        self.written, self.refused = [], {}
        self.gone = len(self.keys)
        for entry in entries.order_by("application__number"):
            self.gone -= 1
            form = RowForm(request.POST, entry=entry, names=names)
            form.by, form.at = request.user, at
            if not may_write(entry) or not form.is_touched:
                continue
            if form.is_valid():
                self.written.append(form.done)
            else:
                self.refused[entry.pk] = form

    def again(self, edition: Edition) -> list[EditionEntry]:
        """List the same entries as they stand now."""
        entries = edition.entries.filter(pk__in=self.keys).for_list()
        return list(entries.order_by("application__number"))
