"""Reference drivers that follow a profile, each with the same random numbers."""

from collections.abc import Callable
from dataclasses import fields
from random import Random
from typing import Any

from coppspec.driver.options import Options
from coppspec.driver.protocol import Capability, Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.profile import Profile
from coppspec.properties.declared import Declared


def reference(profile: Profile) -> Callable[[], Driver]:
    """Makes reference drivers that follow a profile."""
    return _makes(ReferenceDriver, profile)


def following(profile: Profile, declared: Declared) -> Callable[[], Driver]:
    """Makes the same with what another driver declares."""

    class Following(ReferenceDriver):
        """The reference driver, with the outputs and adapters of another."""

        capabilities = frozenset(map(Capability, declared.capabilities))
        outputs = declared.outputs
        adapters = declared.adapters
        interfaces = declared.interfaces

    return _makes(Following, profile)


def _makes(kind: type[ReferenceDriver], profile: Profile) -> Callable[[], Driver]:
    options = options_of(profile)
    return lambda: kind(options, random_bytes=Random(0).randbytes)  # noqa: S311  to repeat it


def options_of(profile: Profile) -> Options:
    """The options of the reference driver under a profile."""
    options: dict[str, Any] = {option.name: profile[option.name] for option in fields(Options)}
    return Options(**options)
