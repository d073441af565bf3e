"""The systems that are solved: keys alone, and a device beside them, under one profile."""

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.key_calls import GET
from coppspec.model.language import Machine
from coppspec.model.profile import Profile
from coppspec.properties.alphabet import letters
from coppspec.properties.bench import Test
from coppspec.properties.coded import BY_STATE, Coded, Fold, coded
from coppspec.properties.key_projections import COMMANDS, RESTART, SET_PICTURE
from coppspec.properties.projections import ENDS, HANDSHAKE, Letters
from coppspec.properties.setting import start
from coppspec.properties.system import Issue, Sessions, System


def coded_device(profile: Profile | None = None, machine: Machine = DEVICE) -> Coded:
    """One device by its control states: the handshake, a start that fails, and every end.

    The other letters move no device between control states.
    """
    engine = Engine(machine, profile)
    every = Letters(letters(machine, engine.profile, 1))
    fails = next(each for each in every.wrong(HANDSHAKE[-1]) if len(each.defects) == 1 and not each.number)
    chosen = (*every.of(*HANDSHAKE), fails, *every.of(*ENDS, "mode change"))
    return coded(engine, chosen, start=start(engine, OUTPUTS, (0,)))


def coded_key(
    fold: Fold = BY_STATE, profile: Profile | None = None, machine: Machine = COPY_PROTECTION_SESSIONS
) -> Coded:
    """One copy-protection session with every command, and the requests and the restart beside them."""
    engine = Engine(machine, profile)
    return coded(engine, key_letters(1, engine.profile, machine), fold)


def key_letters(
    sessions: int, profile: Profile | None = None, machine: Machine = COPY_PROTECTION_SESSIONS
) -> Test:
    """The letters without a defect on so many sessions, but for those about the TV output and its power.

    No session and no count depends on these: that is a property of the table, which is checked by itself.
    """
    every = Letters(letters(machine, profile or Profile(), sessions))
    return every.of(*COMMANDS, GET, SET_PICTURE, RESTART)


def device_with_keys(
    keys: int, fold: Fold = BY_STATE, issue: Issue = Issue.IN_ORDER, profile: Profile | None = None
) -> System:
    r"""One device with so many keys beside it; they share nothing, so every pair of states is met.

    >>> print(*str(device_with_keys(10)).split("; "), sep="\n")
    1 of COPP device in 6 control states
    10 of copy-protection sessions in 4 control states
    keys issued in order
    profile: default
    """
    return System((Sessions(coded_device(profile)), Sessions(coded_key(fold, profile), keys)), issue)


def only_keys(
    keys: int,
    fold: Fold = BY_STATE,
    issue: Issue = Issue.IN_ORDER,
    machine: Machine = COPY_PROTECTION_SESSIONS,
) -> System:
    """So many keys of a table, which may be a wrong one."""
    return System((Sessions(coded_key(fold, machine=machine), keys),), issue)
