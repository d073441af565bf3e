"""What comes to the same in every order of commands on several keys: named properties of what is reached."""

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations, product

from coppspec.model.engine import Engine
from coppspec.model.key_calls import CHANGE, DEACTIVATE
from coppspec.model.step import Configuration, Intent
from coppspec.properties.exploration import Exploration

BY_ORDER = {"last writer"}
"""Readings of `level_join` by which the level depends on who came last, whatever the rest does."""


def _settled(explorations: Sequence[Exploration]) -> Iterator[Exploration]:
    """The walks on several sessions, where the level does not depend on the order by its very reading."""
    for each in explorations:
        if len(each.start.sessions) > 1 and each.engine.profile["level_join"] not in BY_ORDER:
            yield each


def _after(engine: Engine, configuration: Configuration, *intents: Intent) -> Configuration:
    for intent in intents:
        _, configuration = engine.step(configuration, intent)
    return configuration


def _on_keys(exploration: Exploration) -> list[Intent]:
    """The commands on keys, without a defect."""
    tried = dict.fromkeys(moment.intent for moment in exploration.moments)
    return [each for each in tried if each.call in {CHANGE, DEACTIVATE} and not each.defects]


def swapped(explorations: Sequence[Exploration]) -> list[str]:
    """Two commands on different keys that do not come to the same in both orders (VPCP-INV7)."""
    found: list[str] = []
    for each in _settled(explorations):
        on_keys = _on_keys(each)
        pairs = [pair for pair in combinations(on_keys, 2) if pair[0].session != pair[1].session]
        for configuration in each.access:
            once = {intent: _after(each.engine, configuration, intent) for intent in on_keys}
            for first, second in pairs:
                if _after(each.engine, once[first], second) != _after(each.engine, once[second], first):
                    found.append(f"{first}; {second}, after {_told(each, configuration)}")
    return found


def ended(explorations: Sequence[Exploration]) -> list[str]:
    """Orders in which every key is deactivated, and protection is left (VPCP-INV8)."""
    found: list[str] = []
    for each in _settled(explorations):
        ends = [Intent(DEACTIVATE, session) for session in range(len(each.start.sessions))]
        for configuration, order in product(each.access, permutations(ends)):
            after = _after(each.engine, configuration, *order)
            if after.reference_count or after.tv.level:
                found.append(f"{'; '.join(map(str, order))}, after {_told(each, configuration)}")
    return found


def repeated(explorations: Sequence[Exploration]) -> list[str]:
    """Changes of level of which the last one alone does not decide (VPCP-INV9)."""
    found: list[str] = []
    for each in _settled(explorations):
        changes = [intent for intent in _on_keys(each) if intent.call == CHANGE]
        for configuration in each.access:
            once = {intent: _after(each.engine, configuration, intent) for intent in changes}
            for first, second in product(changes, repeat=2):
                same_key = first.session == second.session
                if same_key and _after(each.engine, once[first], second) != once[second]:
                    found.append(f"{first}; {second}, after {_told(each, configuration)}")
    return found


def _told(exploration: Exploration, configuration: Configuration) -> str:
    """The way to a configuration in words."""
    return "; ".join(map(str, exploration.access[configuration])) or "nothing"
