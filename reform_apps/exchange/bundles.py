"""A published edition in one zip that proves itself without the registry."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO
from zipfile import ZipFile, ZipInfo

from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.translation import gettext as _

from reform_apps.exchange import editions
from reform_apps.exchange.editions import Contents
from reform_apps.models import Edition, EditionDrop, EditionEntry, EditionState, JournalEntry, User
from reform_apps.models.seals import Seal
from reform_apps.operations.editions import EditionRefused
from reform_apps.queries import seals
from reform_apps.rules.digests import canonical
from reform_apps.rules.vocabulary import Visibility

CHECKER = Path(__file__).with_name("verify.py")
SUMS = "SHA256SUMS"
LANGUAGES = ("zh-hans", "en")
UNIX, READABLE = 3, 0o644 << 16
CHUNK = 1 << 20


def file(edition: Edition, *, user: User | AnonymousUser) -> IO[bytes]:
    """Make the bundle of an edition, as far as somebody may see it: a temporary file at its start.

    :raises EditionRefused: for a draft.
    """
    file = TemporaryFile()  # noqa: SIM115  (whoever asked for it closes it)
    try:
        write(file, edition, user=user)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def write(file: IO[bytes], edition: Edition, *, user: User | AnonymousUser) -> None:
    """Write the bundle of an edition into a file; the same edition makes the same bytes.

    :raises EditionRefused: for a draft.
    """
    if edition.state != EditionState.PUBLISHED:
        raise EditionRefused(_("“%s” is a draft: only a published edition is sealed.") % edition)
    edition = Edition.objects.select_related("previous", "seal").get(pk=edition.pk)
    held = editions.contents(edition, user=user)
    with TemporaryDirectory(prefix="registry-") as name:
        folder = Path(name)
        _lay_out(folder, held, user=user)
        sums = [f"{_sha256(path)}  {path.name}\n" for path in _sorted(folder)]
        (folder / SUMS).write_text("".join(sums), newline="\n")
        _pack(folder, file)


def _lay_out(folder: Path, held: Contents, *, user: User | AnonymousUser) -> None:
    """Write all members but their sums."""
    edition = held.edition
    told = _signed(edition, edition.previous.digest if edition.previous else "")
    (folder / "edition.json").write_bytes(canonical(told))
    with (folder / "entries.json").open("wb") as file:
        file.writelines(_entries(held, user=user))
    *before, seal = [
        _signed(seal, seal.previous_digest)
        for seal in seals.chain().filter(number__lte=edition.seal.number)
    ]
    (folder / "seal.json").write_bytes(canonical(seal | {"before": before}))
    with (folder / "journal_digests.txt").open("w", newline="\n") as file:
        first, last = edition.seal.first_position, edition.seal.last_position
        file.writelines(f"{digest}\n" for digest in seals.digests(first=first, last=last))
    with (folder / "edition.xlsx").open("wb") as file:
        editions.write(file, held, how_to_check=_how_to_check())
    (folder / "README.txt").write_text(_readme(edition), "utf-8", newline="\n")
    (folder / "verify.py").write_bytes(CHECKER.read_bytes())


def _entries(held: Contents, *, user: User | AnonymousUser) -> Iterator[bytes]:
    """Spell entries.json canonically, entry by entry."""
    later = []
    yield b'{"drops":['
    yield from _listed(_drop(drop, held, user) if seen else {"digest": drop.digest}
                       for drop, seen in held.drops())  # fmt: skip
    yield b'],"entries":['
    yield from _listed(_entry(entry, later) if seen else {"digest": entry.digest}
                       for entry, seen in held.entries())  # fmt: skip
    yield b'],"later_completions":' + canonical(later) + b"}"


def _listed(rows: Iterable[dict]) -> Iterator[bytes]:
    for place, row in enumerate(rows):
        yield (b"," if place else b"") + canonical(row)


def _entry(entry: EditionEntry, later: list[dict]) -> dict[str, object]:
    completed_on = entry.completed_on and entry.completed_on.isoformat()
    if completed_on != entry.entry.changes["edition_entry"][1]["completed_on"]:
        later.append({"application": entry.application.code, "completed_on": completed_on})
    return _signed(entry) | {"journal": _signed(entry.entry, entry.entry.previous_digest)}


def _drop(drop: EditionDrop, held: Contents, user: User | AnonymousUser) -> dict[str, object]:
    told = _signed(drop)
    if drop.entry and (user.is_authenticated or _is_public(drop.entry, held)):
        told["journal"] = _signed(drop.entry, drop.entry.previous_digest)
    return told


def _is_public(entry: JournalEntry, held: Contents) -> bool:
    """Tell whether an act is public in all its words, for it is told as it was digested."""
    state = entry.snapshot
    into = state["merged_into"]
    return state["visibility"] == Visibility.PUBLIC and (into is None or into in held.told)


def _signed(
    row: Edition | EditionEntry | EditionDrop | JournalEntry | Seal, previous: str | None = None
) -> dict[str, object]:
    told = {"content": row.content(), "digest": row.digest}
    return told if previous is None else told | {"previous_digest": previous}


def _readme(edition: Edition) -> str:
    """Say in both languages what this is and how it is checked."""
    parts = []
    for language in LANGUAGES:
        with translation.override(language):
            parts += [str(edition), "", *_how_to_check(), "", ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _how_to_check() -> list[str]:
    return [
        _("edition.json, entries.json: the edition and its entries, each with the digest that "
          "proves it; an entry with a digest and nothing else is not public."),
        _("seal.json, journal_digests.txt: the seal over the journal that was closed at the "
          "publication, all seals before it, and the acts that it closes."),
        _("edition.xlsx is for reading, and days of completion may be set later: the seal "
          "does not cover them."),
        _("To check: python verify.py bundle.zip SEAL — with Python 3.8 or newer and nothing "
          "else. SEAL is the seal of the edition, copied from its page or from print."),
        _("It ends with “Verified” or says what is wrong. Use a verify.py that you trust, and "
          "a SEAL that did not come with this file: else a forger has written both."),
    ]  # fmt: skip


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(folder: Path, file: IO[bytes]) -> None:
    """Pack the members so that only they decide on the bytes of the zip."""
    with ZipFile(file, "w") as packed:
        for path in _sorted(folder):
            member = ZipInfo(path.name)  # of 1 January 1980, and not compressed
            member.create_system, member.external_attr = UNIX, READABLE
            with packed.open(member, "w") as target, path.open("rb") as source:
                copyfileobj(source, target, CHUNK)


def _sorted(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=lambda path: path.name)
