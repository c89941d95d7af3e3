"""What can be asked of a difference: from when until when, and which kinds of change."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from reform_apps.filtersets.points import PastField, this_moment
from reform_apps.filtersets.strict import CommaOrRepeat, StrictForm, is_day
from reform_apps.rules.changes import Kind

FROM, TO, KIND = "from", "to", "kind"


class KindsForm(StrictForm):
    """Which kinds of change; none named means all."""

    kind = forms.MultipleChoiceField(choices=Kind.choices, widget=CommaOrRepeat, required=False)


class MomentsForm(KindsForm):
    """From which moment until which other one; without one it is now."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A keyword, which no class body can declare.
        self.fields |= {FROM: PastField(), TO: PastField(required=False)}

    def clean(self):
        now = this_moment()
        if not self.errors:
            # Of a day that has not ended, the end is now.
            for name in (FROM, TO):
                self.cleaned_data[name] = min(self.cleaned_data[name] or now, now)
            if self.cleaned_data[FROM] > self.cleaned_data[TO]:
                message = _("It begins after it ends.")
                self.add_error(FROM, ValidationError(message, code="from_after_to"))
        return super().clean()

    def moments(self) -> tuple[datetime, datetime]:
        return self.cleaned_data[FROM], self.cleaned_data[TO]

    def names(self) -> tuple[str, str]:
        """Spell both: a day as a day, any other moment in full."""
        return self._name(FROM), self._name(TO)

    def _name(self, name: str) -> str:
        asked = self.data.get(name, "").strip()
        return asked if is_day(asked) else timezone.localtime(self.cleaned_data[name]).isoformat()
