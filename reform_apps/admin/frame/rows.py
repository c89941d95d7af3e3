"""The rows of a list, spelled as Django spells them, with less asked for each."""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import display_for_value
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

MARK = "action_checkbox"
ANY = "*"  # the key of no row; no part of an address that follows a key holds it
CELL = '<td class="field-{}">{}</td>'
LINK = '<th class="field-{}"><a href="{}"{}>{}</a></th>'


class SpelledRows:
    """Rows whose columns are methods of their admin, the first of them linked; none is edited.

    Django looks for each cell anew what kind of column it stands in, and for each row where its
    address leads to; here this is asked once for a page.
    """

    @property
    def heads(self) -> dict[str, object]:
        """Tell the heads of the columns, by the names that Django's template knows them by."""
        heads = list(result_headers(self))
        sorting = [head for head in heads if head["sortable"] and head["sorted"]]
        return {"result_headers": heads, "num_sorted_fields": len(sorting)}

    @property
    def rows(self) -> list[list[SafeString]]:
        """Spell each row, as a list of what it holds."""
        columns = [(name, getattr(self.model_admin, name)) for name in self.list_display]
        marked = columns.pop(0)[1] if columns[0][0] == MARK else None
        (first, named), *others = columns
        before, _any, after = self._link().rpartition(ANY)
        found = []
        for row in self.result_list:
            cells = [f'<td class="action-checkbox">{marked(row)}</td>'] if marked else []
            opener = f' data-popup-opener="{row.pk}"' if self.is_popup else ""
            address = f"{before}{row.pk}{after}"
            cells.append(LINK.format(first, address, opener, self._shown(named(row))))
            cells += [CELL.format(name, self._shown(read(row))) for name, read in others]
            found.append([mark_safe("".join(cells))])
        return found

    def _link(self) -> str:
        """Spell the address of a row that is `ANY`, escaped."""
        noun = f"{self.opts.app_label}_{self.opts.model_name}"
        place = {"current_app": self.model_admin.admin_site.name}
        address = reverse(f"admin:{noun}_change", args=(ANY,), **place)
        kept = {"preserved_filters": self.preserved_filters, "opts": self.opts}
        return str(conditional_escape(add_preserved_filters(kept, address)))

    def _shown(self, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            told = "" if isinstance(value, str) else value
            value = display_for_value(told, self.model_admin.get_empty_value_display())
        return conditional_escape(value)


class QuickMarks:
    """Marks of rows without a widget, and a template of it, for each."""

    def action_checkbox(self, obj):
        told = format_html(_("Select this object for an action - {}"), obj)
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME, obj.pk, told,
        )  # fmt: skip
