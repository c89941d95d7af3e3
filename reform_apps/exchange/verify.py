"""Check an edition: python verify.py [bundle.zip or folder] [seal printed on the edition's page]"""
import io, json, pathlib, sys, zipfile  # noqa: E401, I001
from hashlib import sha256
JSON, SUMS = ("edition.json", "entries.json", "seal.json"), "SHA256SUMS"
NAMES = sorted([*JSON, SUMS, "README.txt", "edition.xlsx", "journal_digests.txt", "verify.py"])
KEYS = {"content", "digest", "previous_digest", "journal", "before"}
spell = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
def root(digests):  # the Merkle tree of RFC 6962
    level = [sha256(b"\0" + bytes.fromhex(digest)).digest() for digest in digests]
    while len(level) > 1:
        pairs = [b"".join(level[i:i + 2]) for i in range(0, len(level), 2)]
        level = [sha256(b"\1" + pair).digest() if len(pair) > 32 else pair for pair in pairs]
    return b"".join(level or [sha256().digest()]).hex()
def checks(place, printed):  # each with what is wrong if it does not hold
    raw = None if place.is_dir() else place.read_bytes()
    bundle = raw is not None and zipfile.ZipFile(io.BytesIO(raw))
    names = sorted(bundle.namelist() if bundle else (path.name for path in place.iterdir()))
    yield names == NAMES, f"a file is missing or does not belong there: {names!a}"
    files = {name: bundle.read(name) if bundle else (place / name).read_bytes() for name in names}
    packed = io.BytesIO()  # of these files there is one zip only
    with zipfile.ZipFile(packed, "w") as again:
        for member in map(zipfile.ZipInfo, names):
            member.create_system, member.external_attr = 3, 0o644 << 16
            again.writestr(member, files[member.filename])
    yield raw in (None, packed.getvalue()), "the zip is not as it was packed"
    sums = {n: f"{sha256(files[n]).hexdigest()}  {n}\n".encode() for n in NAMES if n != SUMS}
    yield files[SUMS] == b"".join(sums.values()), "a file is not as SHA256SUMS has it"
    edition, listed, seal = told = [json.loads(files[name]) for name in JSON]
    yield [files[n] for n in JSON] == [spell(each).encode() for each in told], "JSON is not plain"
    shown = [row for row in listed["entries"] + listed["drops"] if "content" in row]
    acts, seals = [row for row in shown if "journal" in row], [*seal["before"], seal]
    for row in [edition, *shown, *(row["journal"] for row in acts), *seals]:
        covered = (row.get("previous_digest", "") + "\n" + spell(row["content"])).encode()
        fits = row["digest"] == sha256(covered).hexdigest() and row.keys() <= KEYS
        yield fits, f"the content of {row['digest']!a} is another"
    bare = [set(row) for row in listed["entries"] + listed["drops"] if "content" not in row]
    yield bare.count({"digest"}) == len(bare) and len(listed) == 3, "entries.json says too much"
    yield all(r["journal"]["digest"] == r["content"]["journal"] for r in acts), "a pin is not right"
    own, closed = edition["content"], files["journal_digests.txt"].decode().split()
    pins = {row["content"]["journal"] for row in listed["entries"] if "content" in row}
    yield pins <= set(closed), "an entry is pinned to an act that the journal's seal does not close"
    yield root(row["digest"] for row in listed["entries"]) == own["root"], "the entries are others"
    yield [row["digest"] for row in listed["drops"]] == own["drops"], "the dropped ones are others"
    ends = [("", 0), *((each["digest"], each["content"]["last_position"]) for each in seals)]
    starts = [(each["previous_digest"], each["content"]["first_position"] - 1) for each in seals]
    fits = (root(closed), len(closed)) == (seal["content"]["root"], ends[-1][1] - ends[-2][1])
    fits = fits and starts == ends[:-1] and own["journal_seal"] == seal["digest"]
    yield fits, "the seals of the journal do not close these acts"
    told = f"edition {own['code']!a} has seal {edition['digest']}, printed: {printed or 'none'!a}"
    told += f"; {len(pins)} of {len(listed['entries'])} entries can be read; under no seal are "
    yield printed in ("", edition["digest"]), told + "edition.xlsx and later days of completion"
if __name__ == "__main__":
    place = pathlib.Path(sys.argv[1]) if sys.argv[1:] else pathlib.Path(__file__).resolve().parent
    try:
        for holds, told in checks(place, "".join("".join(sys.argv[2:]).split()).lower()):
            if not holds:
                sys.exit("NOT verified: " + told)
    except Exception as fault:
        sys.exit("NOT verified, for it cannot be read: " + ascii(fault))
    print("Verified: " + told)  # noqa: T201
