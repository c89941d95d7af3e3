"""The Chinese catalogue holds every string of the app, and none that is gone."""

import gettext

import pytest
from babel.messages.catalog import Catalog

from registry import messages

PYTHON = """
from django.utils.translation import gettext as _, ngettext_lazy, pgettext_lazy

def words(name):
    # Translators: of a person
    return [_("name"), _("a" " long one"), _(name), pgettext_lazy("month", "May"),
            ngettext_lazy("%(n)d row", "%(n)d rows", "n")]
"""
TEMPLATE = """{% load i18n %}
  <p title="{% translate 'Search' %}">{{ value|default:_("none") }} it's {% if a %}
      {% blocktranslate trimmed count n=rows %}
        {{ n }} row
      {% plural %}
        {{ n }} rows
      {% endblocktranslate %}
    {% endif %} {% translate "May" context "month" %}</p>
"""


@pytest.fixture
def app(tmp_path):
    """An app of one module, one template and one migration."""
    root = tmp_path / "app"
    (root / "templates").mkdir(parents=True)
    (root / "migrations").mkdir()
    (root / "words.py").write_text(PYTHON)
    (root / "templates" / "page.html").write_text(TEMPLATE)
    (root / "migrations" / "0001_first.py").write_text('_("frozen")')
    return root


def identities(catalogue):
    return {(message.context, message.id) for message in catalogue if message.id}


def test_the_catalogue_is_complete():
    faults = messages.faults(messages.catalogue(), messages.extracted())

    assert faults == []


def test_extraction_finds_the_strings_of_python_and_of_templates(app):
    assert identities(messages.extracted(app)) == {
        (None, "name"),
        (None, "a long one"),
        ("month", "May"),
        (None, ("%(n)d row", "%(n)d rows")),
        (None, "Search"),
        (None, "none"),
        (None, ("%(n)s row", "%(n)s rows")),
    }


def test_update_keeps_what_is_translated_and_drops_what_is_gone(app, tmp_path):
    path = tmp_path / "django.po"
    messages.update(path, root=app)
    path.write_text(
        path.read_text().replace('msgid "name"\nmsgstr ""', 'msgid "name"\nmsgstr "名称"')
    )
    (app / "templates" / "page.html").unlink()

    messages.update(path, root=app)

    kept = messages.catalogue(path)
    assert kept["name"].string == "名称"
    assert identities(kept) == identities(messages.extracted(app))


def test_update_changes_nothing_when_nothing_is_new(app, tmp_path):
    path = tmp_path / "django.po"
    messages.update(path, root=app)
    before = path.read_bytes()

    messages.update(path, root=app)

    assert path.read_bytes() == before


def test_a_compiled_catalogue_is_what_django_reads(tmp_path):
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    known = messages.catalogue(folder / "django.po")
    known.add(("%(n)d row", "%(n)d rows"), string=("%(n)d行",))
    folder.mkdir(parents=True)
    with (folder / "django.po").open("wb") as file:
        messages.write_po(file, known)

    assert messages.compile_catalogue(folder / "django.po") is True
    assert messages.compile_catalogue(folder / "django.po") is False

    found = gettext.translation("django", tmp_path, ["zh_Hans"])
    texts = [found.ngettext("%(n)d row", "%(n)d rows", n) for n in (1, 2)]
    assert texts == ["%(n)d行"] * 2


@pytest.mark.parametrize(
    ("string", "flags", "fault"),
    [
        ("", [], "untranslated: %(name)s is here"),
        ("%(name)s在此", ["fuzzy"], "uncertain: %(name)s is here"),
        ("在此", ["python-format"], None),
        ("%(nmae)s在此", ["python-format"], "wrong: %(name)s is here"),
    ],
)
def test_faults_name_what_is_not_a_translation(string, flags, fault):
    known, wanted = Catalog(locale="zh_Hans"), Catalog()
    wanted.add("%(name)s is here")
    known.add("%(name)s is here", string=string, flags=flags)

    found = messages.faults(known, wanted)

    assert [text.startswith(fault or "") for text in found] == ([True] if fault else [])


def test_faults_name_what_is_missing_and_what_is_obsolete():
    known, wanted = Catalog(locale="zh_Hans"), Catalog()
    known.add("gone", string="没了")
    wanted.add("new")

    assert messages.faults(known, wanted) == ["missing: new", "obsolete: gone"]


def test_the_catalogue_lies_where_django_looks():
    expected = "reform_apps/locale/zh_Hans/LC_MESSAGES/django.po"

    assert messages.ROOT / expected == messages.CATALOGUE
