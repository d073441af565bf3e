"""What `--only` picks out of everything that can be run, and what is said where that is nothing."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches

NEAR = 5


def is_chosen(only: str, name: str) -> bool:
    """Whether a name has a text in it, in letters of any size.

    >>> is_chosen("Suite of KEYS", "suite of keys, complete"), is_chosen("keys", "control")
    (True, False)
    """
    return only.casefold() in name.casefold()


def chosen(only: str, names: Iterable[str]) -> frozenset[str]:
    """The names that a text picks: a whole one picks itself alone, what is printed behind it left aside.

    >>> sorted(chosen("Suite", ["suite of keys", "suite of keys elsewhere", "facts"]))
    ['suite of keys', 'suite of keys elsewhere']
    >>> sorted(chosen("suite of keys: it is so", ["suite of keys", "suite of keys elsewhere"]))
    ['suite of keys']
    """
    every, said = tuple(names), only.casefold()
    whole = [each for each in every if said == each.casefold() or said.startswith(f"{each.casefold()}: ")]
    if whole:
        return frozenset({max(whole, key=len)})
    return frozenset(each for each in every if is_chosen(only, each))


def nothing_chosen(only: str, names: Iterable[str], thorough: Callable[[], Iterable[str]] = tuple) -> str:
    """That nothing has such a name, and what comes near it; or that it takes --thorough.

    >>> nothing_chosen("contrl", ["control, complete", "keys"])
    "nothing is called 'contrl'; did you mean 'control, complete'? --list prints every name"
    """
    if more := sorted(chosen(only, thorough())):
        return f"{more[0]!r} is run with --thorough only"
    by_part: dict[str, str] = {}
    for name in names:
        words = name.casefold().split()
        for length in range(len(words), 0, -1):
            for start in range(len(words) - length + 1):
                by_part.setdefault(" ".join(words[start : start + length]).strip(",:"), name)
    close = get_close_matches(only.casefold(), by_part, n=4 * NEAR, cutoff=0.7)
    near = [*dict.fromkeys(by_part[each] for each in close)][:NEAR]
    hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    return f"nothing is called {only!r}; {hint}--list prints every name"
