"""Files that were sent: taken in, looked at row by row, had back marked, carried out."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.admin.frame.site import LookingAdmin, roles_of
from reform_apps.exchange import exports, schemas, sheets
from reform_apps.exchange.imports import carrying, marking
from reform_apps.exchange.imports.files import FileRefused
from reform_apps.models import ImportBatch, ImportState
from reform_apps.operations.office.imports import ImportRefused
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.queries import mentions
from reform_apps.queries.editions import draft
from reform_apps.queries.office import imports
from reform_apps.queries.wording import changes
from reform_apps.rules.permissions import MAY_IMPORT

SHOWN = 200  # rows, and problems


class FileForm(forms.Form):
    """One workbook or csv file."""

    file = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy("Excel (.xlsx) or csv; nothing is written before you confirm."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.batch = None

    def clean_file(self):
        file = self.cleaned_data["file"]
        sent = {"file_name": file.name, "content": file.read()}
        try:
            self.batch = carrying.upload(**sent, by=self.by, at=timezone.now())
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        except forms.ValidationError as refusal:  # of the file's name
            raise forms.ValidationError(refusal.messages) from refusal
        return file


@admin.register(ImportBatch)
class ImportBatchAdmin(LookingAdmin):
    """The files that one has sent; the office sees everybody's."""

    list_display = (
        "file_name", "kind", "by", "uploaded_at", "state", "to_add", "to_amend", "unchanged",
        "refused", "applied_at",
    )  # fmt: skip
    list_filter = ("kind", "state")
    list_select_related = ("by",)
    ordering = ("-pk",)

    def get_queryset(self, request):
        rows = super().get_queryset(request).defer("content", "lines")
        return imports.visible_to(request.user, rows)

    # "Add" is sending a file.

    def has_add_permission(self, request):
        return bool(set(MAY_IMPORT) & roles_of(request))

    def get_urls(self):
        def address(name, view):
            route = f"<int:pk>/{name}/"
            view = self.admin_site.admin_view(view)
            return path(route, view, name=f"reform_apps_importbatch_{name}")

        own = [
            path(
                "template/",
                self.admin_site.admin_view(self.template_view),
                name="reform_apps_importbatch_template",
            ),
            address("workbook", self.workbook_view),
            address("apply", self.apply_view),
        ]
        return own + super().get_urls()

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = FileForm(*([request.POST, request.FILES] if is_sent else []), by=request.user)
        if is_sent and form.is_valid():
            self.log_addition(request, form.batch, _("Sent"))
            return HttpResponseRedirect(_address("change", form.batch))
        return self._page(
            request,
            "import_add",
            title=_("Import a file"),
            form=form,
            draft=draft(),
            status=400 if is_sent else 200,
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        batch = self._found(request, object_id)
        return self._page(
            request,
            "import",
            title=batch.file_name,
            batch=batch,
            lines=_lines(batch.lines[:SHOWN], user=request.user),
            more_lines=len(batch.lines[SHOWN:]),
            problems=[_problem(problem, batch) for problem in batch.problems[:SHOWN]],
            more_problems=len(batch.problems[SHOWN:]),
            repeated=imports.repeated(batch),
            is_open=batch.state == ImportState.PLANNED,
            may_import=self.has_add_permission(request),
        )

    def template_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        with exports.template(user=request.user) as file:
            return _download(file.read(), name="applications-template.xlsx")

    def workbook_view(self, request, pk):
        batch = self._found(request, pk)
        content = marking.workbook(bytes(batch.content), batch.problems)
        return _download(content, name=f"import-{batch.pk}.xlsx")

    def apply_view(self, request, pk):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        batch = self._found(request, pk)
        try:
            done = carrying.carry_out(batch=batch, by=request.user, at=timezone.now())
        except (ImportRefused, ActRefused) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.log_change(request, done, capfirst(str(ImportState.APPLIED.label)))
            told = _("Carried out: %(added)s added, %(amended)s amended.")
            counted = {"added": done.to_add, "amended": done.to_amend}
            self.message_user(request, told % counted, messages.SUCCESS)
        return HttpResponseRedirect(_address("change", batch))

    def _found(self, request, key):
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = self.get_object(request, str(key))
        if batch is None:
            raise Http404
        return batch

    def _page(self, request, template, *, title, status=200, **context):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "media": self.media,
            "is_allowed": True,
            "button": _("Send"),
            **context,
        }
        template = f"reform_apps/admin/{template}.html"
        return TemplateResponse(request, template, context, status=status)


def _lines(lines, *, user):
    """Spell what each row would change."""
    named = mentions.rows_named((line["changes"] for line in lines), user=user)
    return [line | {"changes": changes.spelled(line["changes"], named)} for line in lines]


def _problem(problem, batch):
    schema = next(each for each in schemas.SCHEMAS if each.kind == batch.kind)
    column = schema.known.get(problem["column"])
    return problem | {"column": column.label() if column else problem["column"]}


def _address(name, batch):
    return reverse(f"admin:reform_apps_importbatch_{name}", args=[batch.pk])


def _download(content, *, name):
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=sheets.XLSX, headers=headers)
