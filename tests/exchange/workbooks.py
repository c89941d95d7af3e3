"""Reading a workbook back with nothing but what every Python has."""

import io
import re
from datetime import datetime, timedelta
from xml.etree import ElementTree
from zipfile import ZipFile

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BEGINNING = datetime(1899, 12, 30)


def sheets(content):
    """Read {title: [[value]]}: texts as they stand, days as days, other numbers as numbers."""
    with ZipFile(io.BytesIO(content)) as zipped:
        assert zipped.testzip() is None
        days = _day_styles(zipped)
        book = _xml(zipped, "xl/workbook.xml")
        named = [sheet.get("name") for sheet in book.iter(f"{SPACE}sheet")]
        return {
            title: _rows(_xml(zipped, f"xl/worksheets/sheet{number}.xml"), days)
            for number, title in enumerate(named, start=1)
        }


def raw(content, number=1):
    """Read the XML of a sheet."""
    with ZipFile(io.BytesIO(content)) as zipped:
        return zipped.read(f"xl/worksheets/sheet{number}.xml").decode()


def _xml(zipped, name):
    return ElementTree.fromstring(zipped.read(name))


def _day_styles(zipped):
    styles = _xml(zipped, "xl/styles.xml")
    formats = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{SPACE}numFmt")}
    cells = styles.find(f"{SPACE}cellXfs")
    return {
        str(place)
        for place, style in enumerate(cells)
        if "yyyy" in formats.get(style.get("numFmtId"), "")
    }


def _rows(sheet, days):
    return [_cells(row, days) for row in sheet.iter(f"{SPACE}row")]


def _cells(row, days):
    cells = {}
    for cell in row.iter(f"{SPACE}c"):
        letters = re.match("[A-Z]+", cell.get("r")).group()
        place = sum((ord(c) - 64) * 26**i for i, c in enumerate(reversed(letters))) - 1
        cells[place] = _value(cell, days)
    return [cells.get(place) for place in range(max(cells, default=-1) + 1)]


def _value(cell, days):
    assert cell.find(f"{SPACE}f") is None, "a formula"
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{SPACE}t"))
    found = cell.find(f"{SPACE}v")
    if found is None:
        return None
    assert cell.get("t") in (None, "n"), "texts are written in their cells"
    if cell.get("s") not in days:
        return float(found.text)
    moment = BEGINNING + timedelta(days=float(found.text))
    moment = moment.replace(microsecond=0) + timedelta(seconds=round(moment.microsecond / 1e6))
    return moment if moment.time() != datetime.min.time() else moment.date()
