"""The Chinese catalogue without GNU gettext: `python -m registry.messages [--compile]`."""

import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "reform_apps"
CATALOGUE = APP / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
LOCALE = "zh_Hans"

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext_lazy": ((1, "c"), 2),
}
# For whoever translates, on the line above a string.
COMMENT_TAGS = ["Translators:"]


def sources(root: Path = APP) -> Iterator[tuple[str, bytes]]:
    """List every file that may hold a string, as the Python that the extractor understands."""
    for path in sorted(root.rglob("*.py")):
        # Migrations freeze what models said once; nobody is shown it.
        if "migrations" not in path.relative_to(root).parts:
            yield _name(path, root), path.read_bytes()
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            yield _name(path, root), as_python(path.read_text(encoding="utf-8"), origin=path.name)


def as_python(template: str, *, origin: str) -> bytes:
    """Turn a Django template into lines of Python that hold its strings."""
    lines = templatize(template, origin=origin).splitlines()
    # What is left of the markup's indentation would not be Python's.
    return "\n".join(line.strip() for line in lines).encode()


def extracted(root: Path = APP) -> Catalog:
    """Collect every string that the app may show."""
    catalogue = Catalog()
    for name, source in sources(root):
        found = extract_python(BytesIO(source), KEYWORDS, COMMENT_TAGS, {})
        for line, function, parts, comments in found:
            for text, context in _texts(function, parts):
                catalogue.add(
                    text, locations=[(name, line)], auto_comments=comments, context=context
                )
    return catalogue


def catalogue(path: Path = CATALOGUE) -> Catalog:
    """Read the catalogue, or begin one."""
    if not path.exists():
        return Catalog(
            locale=LOCALE,
            fuzzy=False,
            project="registry",
            version="1",
            msgid_bugs_address="none",
            revision_date=datetime.now(UTC),
            header_comment="# The registry in Chinese.",
            last_translator="the registry's contributors",
            language_team="the registry's contributors",
        )
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def update(path: Path = CATALOGUE, *, root: Path = APP) -> None:
    """Add what is new, drop what is gone, keep what is translated."""
    known = catalogue(path)
    template = extracted(root)
    # Otherwise every run would change the file.
    template.creation_date = known.creation_date
    # A guess at a translation looks like one that somebody has made.
    known.update(template, no_fuzzy_matching=True)
    known.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, known, width=96, sort_output=True, include_lineno=False)


def compile_catalogue(path: Path = CATALOGUE) -> bool:
    """Compile the catalogue where it is newer than what was compiled; answer whether it was."""
    compiled = path.with_suffix(".mo")
    if not path.exists():
        return False
    if compiled.exists() and compiled.stat().st_mtime_ns > path.stat().st_mtime_ns:
        return False
    # Replaced in one go, for a server or another test worker may be reading it.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        write_mo(file, catalogue(path))
    os.chmod(file.name, 0o644)
    os.replace(file.name, compiled)
    return True


def faults(known: Catalog, wanted: Catalog) -> list[str]:
    """Name each string that is missing, untranslated, uncertain or obsolete."""
    found = []
    for message in wanted:
        if message.id and known.get(message.id, message.context) is None:
            found.append(f"missing: {message.id}")
    for message in known:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if wanted.get(message.id, message.context) is None:
            found.append(f"obsolete: {message.id}")
        elif not all(texts):
            found.append(f"untranslated: {message.id}")
        elif message.fuzzy:
            found.append(f"uncertain: {message.id}")
        else:
            found += [f"wrong: {message.id}: {error}" for error in message.check(known)]
    return found + [f"obsolete: {message.id}" for message in known.obsolete.values()]


def _texts(function: str, parts: object) -> Iterator[tuple[object, str | None]]:
    """Sort the arguments of a call into text and context; nothing where they are not literals."""
    parts = parts if isinstance(parts, tuple) else (parts,)
    spec = KEYWORDS[function] or (1,)
    context = None
    chosen = []
    for place in spec:
        index, is_context = (place[0], True) if isinstance(place, tuple) else (place, False)
        part = parts[index - 1] if index <= len(parts) else None
        if not part:
            return
        if is_context:
            context = part
        else:
            chosen.append(part)
    yield (chosen[0] if len(chosen) == 1 else tuple(chosen)), context


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root.parent).as_posix()


if __name__ == "__main__":
    if "--compile" not in sys.argv[1:]:
        update()
    compile_catalogue()
