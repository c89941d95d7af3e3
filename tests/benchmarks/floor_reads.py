"""The reads of the floor, by hand."""

import hashlib
import html
import os
from collections.abc import Iterator
from tempfile import TemporaryFile

import orjson
import psycopg2

APP = "reform_apps_"
SHOWN = (
    "code", "name", "name_en", "kind", "scope", "summary", "status", "status_since", "batch",
    "terminals", "irs_code", "online_on", "visibility", "version", "updated_at",
)  # fmt: skip
NAMED = {
    "system": "s",
    "runway": "r",
    "organization": "o",
    "origin_region": "g",
    "merged_into": "m",
}
NAMES = """
    LEFT JOIN reform_apps_system s ON s.id = a.system_id
    LEFT JOIN reform_apps_runway r ON r.id = a.runway_id
    LEFT JOIN reform_apps_organization o ON o.id = a.organization_id
    LEFT JOIN reform_apps_region g ON g.id = a.origin_region_id
    LEFT JOIN reform_apps_application m ON m.id = a.merged_into_id"""
COLUMNS = ", ".join(
    [f"a.{name}" for name in SHOWN]
    + [f"{table}.code, {table}.name" for table in NAMED.values()]
    + ["a.attested_at"]
)
# The rows first and what they point to afterwards: joined before, whole tables would be hashed.
LIST = (
    f"SELECT a.number, {COLUMNS} FROM (SELECT * FROM reform_apps_application a "
    f"WHERE a.visibility = 'public'{{where}} ORDER BY a.number LIMIT {{limit}}) a {NAMES} "
    "ORDER BY a.number"
)
DETAIL = (
    f"SELECT a.id, {COLUMNS}, a.front_ends, a.reform, a.basis, a.created_at "
    f"FROM (SELECT * FROM reform_apps_application a WHERE a.code = %s{{where}}) a {NAMES}"
)
CITED = "x.basis, c.code, x.locator, x.note"
FOUND = "FROM reform_apps_searchtext t WHERE t.visibility = 'public' AND t.grams @> %s::bigint[]"
# What begins with it, a name, another name, a summary; before them a name that is all of it.
PREFIX, NAME, OTHERS, SUMMARY = 1, 2, 3, 0
COLUMN = {NAME: "name", PREFIX: "name", OTHERS: "others", SUMMARY: "summary"}

_connection = None


def cursor():
    global _connection  # one for each worker, opened when it is first asked
    if _connection is None:
        _connection = psycopg2.connect(os.environ["DATABASE_URL"])
        _connection.autocommit = True
    return _connection.cursor()


def as_json(value) -> tuple[str, bytes]:
    return "application/json", orjson.dumps(value, default=str)


def shown(row) -> dict:
    """Spell one row of COLUMNS as the list does."""
    told = dict(zip(SHOWN, row, strict=False))
    place = len(SHOWN)
    for name in NAMED:
        code, called = row[place : place + 2]
        told[name] = code and {"code": code, "name": called}
        place += 2
    told["attested_at"] = row[place]
    return told


def narrowed(asked: dict) -> tuple[str, list]:
    conditions, values = "", []
    if "status" in asked:
        conditions += " AND a.status = %s"
        values.append(asked["status"])
    if "system" in asked:
        conditions += " AND a.system_id = (SELECT id FROM reform_apps_system WHERE code = %s)"
        values.append(asked["system"])
    if "organization" in asked:
        conditions += (
            " AND a.organization_id = (SELECT id FROM reform_apps_organization WHERE code = %s)"
        )
        values.append(asked["organization"])
    return conditions, values


def total(asked: dict, conditions: str, values: list) -> tuple[int, str]:
    at = cursor()
    if "exact" in asked:
        at.execute(
            "SELECT count(*) FROM reform_apps_application a WHERE visibility = 'public'"
            + conditions,
            values,
        )
        return at.fetchone()[0], "exact"
    if "organization" in asked:
        at.execute(
            "SELECT count(*) FROM (SELECT 1 FROM reform_apps_application a "
            f"WHERE visibility = 'public'{conditions} LIMIT 10001) x",
            values,
        )
        number = at.fetchone()[0]
        return min(number, 10000), "exact" if number <= 10000 else "at_least"
    kept, named = "", []
    for name in ("status", "system"):
        if name in asked:
            kept += f" AND {name} = %s"
            named.append(asked[name])
    at.execute(
        f"SELECT sum(number) FROM reform_apps_tally WHERE visibility = 'public'{kept}", named
    )
    return int(at.fetchone()[0]), "exact"


def listed(asked: dict, _body: bytes):
    conditions, values = narrowed(asked)
    number, how = total(asked, conditions, values)
    at = cursor()
    at.execute(LIST.format(where=conditions, limit=50), values)
    rows = [shown(row[1:]) for row in at]
    return as_json(
        {"count": number, "count_is": how, "next": "?page=2", "previous": None, "results": rows}
    )


def followed(asked: dict, _body: bytes):
    at = cursor()
    at.execute(LIST.format(where=" AND a.number > %s", limit=51), [int(asked["after"])])
    found = at.fetchall()
    following = f"?after={found[49][0]}"
    rows = [shown(row[1:]) for row in found[:50]]
    return as_json({"count": None, "next": following, "previous": None, "results": rows})


def detailed(asked: dict, _body: bytes):
    at = cursor()
    at.execute(DETAIL.format(where=" AND a.visibility = 'public'"), [asked["code"]])
    row = at.fetchone()
    return as_json(whole(at, row))


def whole(at, row) -> dict:
    told = shown(row[1:])
    told["front_ends"], told["reform"], basis, told["created_at"] = row[-4:]
    empty = {"basis": "entered", "source": None, "locator": "", "note": ""}
    told["basis"] = {name: empty | cited for name, cited in basis.items()}
    for name, table, columns, order in (
        ("aliases", "alias", ("name", "kind"), "key"),
        ("observations", "observation",
         ("id", "indicator", "value", "unit", "printed", "is_rounded", "as_of"), "id"),
        ("assessments", "assessment", ("kind", "assessed_on", "body"), "id"),
    ):  # fmt: skip
        picked = ", ".join(f"x.{column}" for column in columns)
        at.execute(
            f"SELECT {picked}, {CITED} FROM {APP}{table} x LEFT JOIN reform_apps_source c "
            f"ON c.id = x.source_id WHERE x.application_id = %s ORDER BY x.{order}",
            [row[0]],
        )
        keys = (*columns, "basis", "source", "locator", "note")
        told[name] = [dict(zip(keys, found, strict=True)) for found in at]
    told["successor"] = told["merged_into"]
    return told


def grams(words: str, mark: int) -> list[int]:
    """Spell words by pairs of characters, as the index holds them."""
    pairs = [words[at : at + 2] for at in range(max(len(words) - 1, 1))]
    return [mark << 42 | ord(pair[0]) << 21 | ord(pair[1:] or "\0") for pair in pairs]


def ranked(words: str) -> list[int]:
    """Seek tier by tier until there are enough, each without what belongs to those above it."""
    whole = int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest())
    at, numbers = cursor(), []
    for mark in (None, PREFIX, NAME, OTHERS, SUMMARY):
        text, own = "", []
        if mark is None:
            held = [1 << 62 | whole >> 2]
        else:
            held = grams(words, NAME if mark == PREFIX else mark)
            held = [*grams(words[:2], PREFIX), *held] if mark == PREFIX else held
            if len(words) > 2:
                text = f" AND t.{COLUMN[mark]} LIKE %s"
                own = [f"{words}%" if mark == PREFIX else f"%{words}%"]
        at.execute(
            f"SELECT t.number {FOUND}{text} AND t.number <> ALL(%s) ORDER BY t.number LIMIT %s",
            [held, *own, numbers, 50 - len(numbers)],
        )
        numbers += [number for (number,) in at]
        if len(numbers) == 50:
            break
    return numbers


def sought(asked: dict, _body: bytes):
    words, at = asked["search"], cursor()
    text, own = "", []
    if len(words) > 2:
        text = " AND (t.name LIKE %s OR t.others LIKE %s OR t.summary LIKE %s)"
        own = [f"%{words}%"] * 3
    at.execute(
        f"SELECT count(*) FROM (SELECT 1 {FOUND}{text} LIMIT 1001) x", [grams(words, SUMMARY), *own]
    )
    number = at.fetchone()[0]
    numbers = ranked(words)
    at.execute(LIST.format(where=" AND a.number = ANY(%s)", limit=50), [numbers])
    found = {row[0]: shown(row[1:]) for row in at}
    return as_json(
        {"count": min(number, 1000), "count_is": "exact" if number <= 1000 else "at_least",
         "next": None, "previous": None, "results": [found[n] for n in numbers]}
    )  # fmt: skip


def sought_slowly(asked: dict, _body: bytes):
    """Seek as `icontains` does, and count all that is found."""
    words, at = f"%{asked['search']}%", cursor()
    where = """FROM reform_apps_application a
        JOIN reform_apps_searchtext t ON t.application_id = a.id
        WHERE a.visibility = 'public' AND (upper(a.name) LIKE upper(%s)
        OR upper(a.code) LIKE upper(%s) OR upper(a.name_en) LIKE upper(%s)
        OR upper(a.summary) LIKE upper(%s) OR upper(t.others) LIKE upper(%s))"""
    at.execute(f"SELECT count(*) {where}", [words] * 5)
    number = at.fetchone()[0]
    at.execute(f"SELECT a.number {where} ORDER BY a.number LIMIT 50", [words] * 5)
    at.execute(LIST.format(where=" AND a.number = ANY(%s)", limit=50), [[row[0] for row in at]])
    rows = [shown(row[1:]) for row in at]
    return as_json({"count": number, "next": None, "previous": None, "results": rows})


def faceted(asked: dict, _body: bytes):
    at = cursor()
    at.execute("""SELECT t.status, t.kind, t.scope, t.batch, s.position, s.code, s.name, r.position,
        r.code, r.name, sum(t.number) FROM reform_apps_tally t
        LEFT JOIN reform_apps_system s ON s.code = t.system
        LEFT JOIN reform_apps_runway r ON r.code = t.runway
        WHERE t.visibility = 'public' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10""")
    counted = {name: {} for name in ("status", "system", "runway", "kind", "scope", "batch")}
    number = named = 0
    for status, kind, scope, batch, *rows, told in at:
        told = int(told)
        number += told
        if kind == "application" and scope == "provincial_major":
            named += told
        for name, value in (("status", status), ("kind", kind), ("scope", scope), ("batch", batch),
                            ("system", tuple(rows[:3])), ("runway", tuple(rows[3:]))):  # fmt: skip
            counted[name][value] = counted[name].get(value, 0) + told
    found = {"count": number}
    for name, values in counted.items():
        order = sorted(values.items(), key=lambda item: (item[0] is None, str(item[0])))
        found[name] = [{"value": str(value), "count": told} for value, told in order]
    at.execute("""SELECT x.id, x.indicator, x.value, x.unit, x.printed, x.as_of, c.code
        FROM reform_apps_observation x LEFT JOIN reform_apps_source c ON c.id = x.source_id
        WHERE x.application_id IS NULL AND x.indicator = 'major_apps_online'
        ORDER BY x.as_of DESC NULLS LAST, x.recorded_at DESC, x.id DESC LIMIT 1""")
    found["major"] = {"named": named, "stated": at.fetchone()}
    return as_json(found)


def exported(asked: dict, _body: bytes):
    """Let the engine itself write the file: the columns of the registry's own."""
    file, at = TemporaryFile(), cursor()  # noqa: SIM115  (closed when it has been read)
    at.copy_expert(
        f"""COPY (SELECT a.code, a.name, a.name_en, (SELECT string_agg(x.name, chr(10) ORDER BY
            x.name) FROM reform_apps_alias x WHERE x.application_id = a.id), a.kind, a.scope,
            a.status, a.status_since, s.code, s.name, r.code, r.name, o.code, o.name, g.code,
            g.name, a.batch, a.terminals, a.front_ends, a.irs_code, a.online_on, m.code, a.summary,
            a.reform, a.visibility, a.version, a.updated_at FROM reform_apps_application a {NAMES}
            WHERE a.visibility = 'public' {"AND a.status = 'building'" if asked else ""}
            ORDER BY a.number) TO STDOUT WITH (FORMAT csv, HEADER)""",
        file,
    )
    file.seek(0)
    return "text/csv", _pieces(file)


def _pieces(file) -> Iterator[bytes]:
    with file:
        while piece := file.read(1 << 16):
            yield piece


def tabled(asked: dict, _body: bytes):
    """Show a page of a hundred rows as a table that leads to each."""
    conditions, values = narrowed(asked)
    number, _how = total(asked, conditions, values)
    at = cursor()
    at.execute(LIST.format(where=conditions, limit=100), values)
    lines = []
    for row in at:
        told = shown(row[1:])
        cells = [told["name"], told["kind"], told["status"], told["status_since"],
                 *((told[name] or {}).get("name") for name in ("system", "runway", "organization")),
                 told["batch"], told["attested_at"], told["updated_at"]]  # fmt: skip
        spelled = "".join(f"<td>{html.escape(str(cell or '-'))}</td>" for cell in cells)
        code = html.escape(told["code"])
        lines.append(f'<tr><th><a href="{code}/">{code}</a></th>{spelled}</tr>')
    page = f"<!doctype html><p>{number}</p><table>{''.join(lines)}</table>"
    return "text/html; charset=utf-8", page.encode()
