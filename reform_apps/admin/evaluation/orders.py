"""Disposition orders in the admin: issued, closed by their proofs, withdrawn; never removed."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.admin.findings import FindingAdmin
from reform_apps.admin.frame.forms import ActMixin
from reform_apps.admin.frame.site import roles_of
from reform_apps.models import Order, OrderState
from reform_apps.operations.evaluation import orders
from reform_apps.rules.permissions import MAY_ORDER

ISSUED = (
    "application", "disposition", "successor", "reason", "body", "due_on", "proof", "coverage",
)  # fmt: skip
SETTLED = ("state", "settled_with", "settled_by", "settled_at")
LONGEST = Order._meta.get_field("settled_with").max_length


class IssueForm(ActMixin, forms.ModelForm):
    """What is to become of an application, and by which proof the order is closed."""

    moved = True
    proof = forms.ChoiceField(
        label=gettext_lazy("Required proof"), required=False,
        help_text=gettext_lazy("Empty means: the one that such an order usually takes."),
    )  # fmt: skip

    class Meta:
        model = Order
        fields = ISSUED

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "proof" in self.fields:
            self.fields["proof"].choices = [
                ("", "---------"), *Order._meta.get_field("proof").choices,
            ]  # fmt: skip

    def act(self):
        values = dict(self.cleaned_data)
        application = values.pop("application")
        return orders.issue(application=application, values=values, by=self.by, at=self.at)


class SettleForm(ActMixin, forms.ModelForm):
    """An order is closed by its proof, or taken back."""

    CLOSE, WITHDRAW = "close", "withdraw"
    moved = True
    what = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        choices=[
            (CLOSE, gettext_lazy("close it, it is proved")),
            (WITHDRAW, gettext_lazy("withdraw it")),
        ],
    )
    told = forms.CharField(
        label=gettext_lazy("Document number, or reason"), required=False, max_length=LONGEST,
        help_text=gettext_lazy(
            "A document where it takes one, or why it is withdrawn; "
            "a transition and a rollout the ledger has itself."
        ),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )  # fmt: skip

    class Meta:
        model = Order
        fields = ()

    def act(self):
        told, who = self.cleaned_data["told"], {"by": self.by, "at": self.at}
        if self.cleaned_data["what"] == self.WITHDRAW:
            return orders.withdraw(order=self.instance, reason=told, **who)
        return orders.close(order=self.instance, document=told, **who)


@admin.register(Order)
class OrderAdmin(FindingAdmin):
    """What is to become of applications, the order that is due first as the first."""

    writers = MAY_ORDER
    list_display = (
        "application", "disposition_shown", "due_shown", "state", "proof", "successor",
        "issued_by", "settled_with",
    )  # fmt: skip
    list_filter = ("state", "disposition", "proof")
    list_select_related = ("application", "successor", "issued_by", "settled_by")
    autocomplete_fields = ("application", "successor")
    readonly_fields = ()
    ordering = ("state", "due_on", "pk")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None or not self.has_change_permission(request, obj):
            kwargs["form"] = IssueForm
        else:
            kwargs["form"] = SettleForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return (*ISSUED, "issued_by", "issued_at", *SETTLED) if obj else ()

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": ISSUED})]
        sets = [(None, {"fields": (*ISSUED, "issued_by", "issued_at")})]
        if obj.state == OrderState.OPEN and self.has_change_permission(request, obj):
            return [*sets, (_("Settle it"), {"fields": ("what", "told")})]
        return [*sets, (_("How it ended"), {"fields": SETTLED})]

    def get_changeform_initial_data(self, request):
        asked = request.GET.get("application", "")
        return {"application": asked} if asked.isdecimal() and len(asked) < 19 else {}

    def has_change_permission(self, request, obj=None):
        able = bool(set(MAY_ORDER) & roles_of(request))
        return able and (obj is None or obj.state == OrderState.OPEN)

    def construct_change_message(self, request, form, formsets, add=False):
        return form.done.settled_with or form.done.reason

    @admin.display(description=gettext_lazy("disposition"), ordering="disposition")
    def disposition_shown(self, order):
        return capfirst(order.get_disposition_display())

    @admin.display(description=gettext_lazy("due on"), ordering="due_on")
    def due_shown(self, order):
        is_late = order.is_overdue(timezone.localdate())
        late = _(" (overdue)") if is_late else ""
        return f"{order.due_on.isoformat()}{late}"
