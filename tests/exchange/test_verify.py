"""Whoever has the bundle, a Python and the printed seal can tell whether it is whole."""

import io
import json
import random
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from reform_apps.exchange import bundles, verify
from reform_apps.rules import merkle
from reform_apps.rules.digests import canonical, digest
from tests.editions import bundled

SCRIPT = Path(verify.__file__)
JSON = ["edition.json", "entries.json", "seal.json"]
FLIPS_EACH = 15
FLIPS = 300

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(two_editions, officer):
    return bundled(two_editions[1], user=officer)


@pytest.fixture
def place(tmp_path):
    """Put bytes where the script finds them."""

    def put(content):
        path = tmp_path / "bundle.zip"
        path.write_bytes(content)
        return path

    return put


def run(*arguments, script=SCRIPT):
    """Run the script as a stranger would: with no part of the project at hand."""
    command = [sys.executable, "-I", script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    assert done.returncode in (0, 1)
    said = done.stdout + done.stderr
    assert said.count("\n") == 1, "one sentence"
    assert said.startswith("Verified" if done.returncode == 0 else "NOT verified")
    return done.returncode, said


def fault(path, printed=""):
    """Say what the script would find, without starting a Python each time."""
    try:
        return next((told for holds, told in verify.checks(path, printed) if not holds), "")
    except Exception as error:
        return repr(error)


def members(content):
    with ZipFile(io.BytesIO(content)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def repacked(files):
    """Pack files as the registry does, with sums that fit: what a careful forger would do."""
    sums = [f"{sha256(files[n]).hexdigest()}  {n}\n" for n in sorted(files) if n != "SHA256SUMS"]
    files = files | {"SHA256SUMS": "".join(sums).encode()}
    return packed(files)


def packed(files):
    held = io.BytesIO()
    with ZipFile(held, "w") as zipped:
        for name in sorted(files):
            member = bundles.ZipInfo(name)
            member.create_system, member.external_attr = bundles.UNIX, bundles.READABLE
            zipped.writestr(member, files[name])
    return held.getvalue()


def forged(content, *, name, change):
    """Change the JSON of a member and mend the sums and the zip around it."""
    files = members(content)
    value = json.loads(files[name])
    change(value)
    return repacked(files | {name: canonical(value)})


def test_the_script_is_one_page_of_the_standard_library():
    text = SCRIPT.read_text()

    assert len(text.splitlines()) <= 60
    assert max(map(len, text.splitlines())) <= 100


def test_a_whole_bundle_is_verified(content, place, two_editions):
    seal = two_editions[1].digest

    assert run(place(content))[0] == 0
    code, said = run(place(content), seal)
    assert code == 0
    assert seal in said
    # As it may stand on paper.
    assert run(place(content), *[seal.upper()[i : i + 8] for i in range(0, 64, 8)])[0] == 0


def test_an_unpacked_bundle_verifies_itself(content, tmp_path):
    with ZipFile(io.BytesIO(content)) as zipped:
        zipped.extractall(tmp_path)

    assert run(script=tmp_path / "verify.py")[0] == 0
    assert run(tmp_path)[0] == 0

    (tmp_path / "more.txt").write_text("more")
    assert run(tmp_path)[0] == 1


def test_what_the_public_gets_is_verified(two_editions, visitor, place):
    content = bundled(two_editions[1], user=visitor)

    assert fault(place(content), two_editions[1].digest) == ""


def test_the_first_edition_is_verified(two_editions, officer, place):
    assert fault(place(bundled(two_editions[0], user=officer))) == ""


def test_another_seal_than_the_printed_one(content, place, two_editions):
    code, said = run(place(content), two_editions[0].digest)

    assert code == 1
    assert two_editions[1].digest in said


def test_a_flipped_bit_in_any_member_is_found(content, place, tmp_path):
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    for name, held in members(content).items():
        for position in {0, len(held) - 1, *dice.choices(range(len(held)), k=FLIPS_EACH)}:
            other = bytearray(held)
            other[position] ^= 1 << dice.randrange(8)
            # Below the zip, so that it is the member that is found out.
            altered = packed(members(content) | {name: bytes(other)})
            assert fault(place(altered)), (name, position, seed)


def test_a_flipped_bit_anywhere_in_the_zip_is_found(content, place):
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    with ZipFile(io.BytesIO(content)) as zipped:
        directory = zipped.start_dir
        heads = [member.header_offset + dice.randrange(60) for member in zipped.infolist()]
    positions = {
        *heads,
        *dice.choices(range(len(content)), k=FLIPS // 2),
        *dice.choices(range(directory, len(content)), k=FLIPS // 2),
    }
    for position in positions:
        other = bytearray(content)
        other[position] ^= 1 << dice.randrange(8)
        assert fault(place(bytes(other))), (position, seed)


@pytest.mark.parametrize(
    "damage",
    [
        lambda c: b"",
        lambda c: c[:-1],
        lambda c: c[: len(c) // 2],
        lambda c: c + b"\0",
        lambda c: b"\0" + c,
        lambda c: b"PK\3\4" * 100,
        lambda c: "不是压缩包".encode(),
        lambda c: c[:-20] + b"\xff" * 20,
    ],
    ids=["empty", "cut", "half", "longer", "shifted", "heads", "text", "end"],
)
def test_what_is_no_bundle_is_a_sentence(damage, content, place):
    assert run(place(damage(content)))[0] == 1


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"null", b"[]", b"3", b'"x"', b"{}", b"\xff\xfe", b"[" * 100_000, b'{"content":1}',
     b'{"entries":[1],"drops":[]}', b'{"before":[],"digest":"","content":{}}'],
)  # fmt: skip
@pytest.mark.parametrize("name", JSON)
def test_damaged_json_is_a_sentence(name, text, content, place):
    assert fault(place(repacked(members(content) | {name: text})))


@pytest.mark.parametrize("name", JSON)
def test_damaged_json_is_no_traceback(name, content, place):
    assert run(place(repacked(members(content) | {name: b"[" * 100_000})))[0] == 1


def test_nothing_there_is_a_sentence(tmp_path):
    assert run(tmp_path / "nothing.zip")[0] == 1
    assert run(tmp_path)[0] == 1
    assert run("nul\ufffd.zip")[0] == 1


@pytest.mark.parametrize("name", ["README.txt", "seal.json", "SHA256SUMS", "verify.py"])
def test_a_member_that_is_gone(name, content, place):
    files = members(content)
    del files[name]

    assert "missing" in fault(place(packed(files)))


def test_a_member_that_does_not_belong(content, place):
    assert "missing" in fault(place(repacked(members(content) | {"more.txt": b"more"})))


def test_a_member_twice(content, place):
    held = io.BytesIO(content)
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(held, "a") as zipped:
        zipped.writestr("edition.json", b"{}")

    assert fault(place(held.getvalue()))


def test_two_entries_that_have_changed_places(content, place):
    def swap(listed):
        listed["entries"][0], listed["entries"][1] = listed["entries"][1], listed["entries"][0]

    altered = forged(content, name="entries.json", change=swap)
    assert fault(place(altered)) == "the entries are others"


def test_an_entry_or_drop_that_is_gone(content, place):
    for part, said in (("entries", "the entries are others"), ("drops", "the dropped ones")):
        altered = forged(content, name="entries.json", change=lambda told, p=part: told[p].pop())
        assert fault(place(altered)).startswith(said)


def test_an_act_that_is_another_one(content, place):
    def exchange(listed):
        first, second = listed["entries"][:2]
        first["journal"] = second["journal"]

    assert "pin" in fault(place(forged(content, name="entries.json", change=exchange)))


def test_acts_that_the_seal_does_not_close(content, place):
    files = members(content)
    closed = files["journal_digests.txt"].decode().splitlines()

    for others in (closed[::-1], closed[:-1], [*closed, closed[-1]], []):
        text = "".join(f"{each}\n" for each in others).encode()
        assert fault(place(repacked(files | {"journal_digests.txt": text})))


@pytest.mark.parametrize(
    "change",
    [
        lambda seal: seal["before"].pop(0),
        lambda seal: seal["before"].pop(),
        lambda seal: seal["before"].reverse(),
        lambda seal: seal["before"].clear(),
        lambda seal: seal.update(previous_digest="0" * 64),
        lambda seal: seal["content"].update(last_position=99),
        lambda seal: seal["before"][0]["content"].update(sealed_at="2021"),
    ],
)
def test_a_chain_of_seals_that_is_none(change, content, place):
    assert fault(place(forged(content, name="seal.json", change=change)))


def test_a_forgery_that_fits_in_itself_fails_by_the_printed_seal(content, place, two_editions):
    files = members(content)
    edition, listed = (json.loads(files[name]) for name in ("edition.json", "entries.json"))
    entry = listed["entries"][0]
    entry["content"]["batch"] = "plan"
    entry["digest"] = digest(previous="", content=entry["content"])
    edition["content"]["root"] = merkle.root(row["digest"] for row in listed["entries"])
    edition["digest"] = digest(previous=edition["previous_digest"], content=edition["content"])
    told = {"edition.json": canonical(edition), "entries.json": canonical(listed)}
    altered = place(repacked(files | told))

    assert run(altered)[0] == 0  # nothing in it contradicts itself
    assert run(altered, two_editions[1].digest)[0] == 1


@pytest.mark.parametrize("length", [*range(10), 31, 32, 33])
def test_the_tree_is_that_of_the_ledger(length):
    digests = [sha256(bytes([n])).hexdigest() for n in range(length)]

    assert verify.root(digests) == merkle.root(digests)
