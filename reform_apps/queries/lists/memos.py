"""What a process keeps in mind."""

from collections.abc import Callable


def kept(memo: dict, key: object, make: Callable[[], object], *, most: int) -> object:
    """Give what was made of a key, or make it; a memo that holds the most it may begins anew."""
    found = memo.get(key)
    if found is None:
        found = make()
        if len(memo) >= most:
            memo.clear()
        memo[key] = found
    return found
