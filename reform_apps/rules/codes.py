"""The code of an application in the ledger."""

CODE_PATTERN = r"[A-Z]{1,6}-[0-9]{4,9}"


def number_of(code: str) -> int:
    """Read the number in a code."""
    return int(code.rpartition("-")[2])


def ledger_code(*, prefix: str, number: int) -> str:
    """Spell a code; four digits at least, more when they are needed."""
    return f"{prefix}-{number:04d}"
