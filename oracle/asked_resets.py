"""What a doctor asks of a reset: that a driver is as after boot, and yet makes new random numbers."""

from coppspec.model.codes import Status
from coppspec.oracle.asked_adapters import activation, change, key_of, protected
from coppspec.oracle.asked_sessions import NoSession, begun, connected, opened
from coppspec.oracle.diagnosis import HarnessFault, NothingToAsk, Untold
from coppspec.oracle.examination import Examination, Life
from coppspec.oracle.session import Session, settable


def reset(patient: Examination) -> str:
    """Nothing of an earlier life is there after a reset: no device, no level, no event, no key."""
    has_devices = bool(patient.sessions)
    if not has_devices and protected(patient) is None:
        raise NothingToAsk("nothing is declared that could be left behind")
    asked: list[str] = []
    if has_devices:
        _expect_no_device(patient)
        asked.append("no session")
        asked += _expect_no_level(patient)
    if protected(patient) is not None:
        _expect_no_key(patient)
        asked.append("no key")
    return f"after a reset there is {', '.join(asked)} of an earlier test"


def random_numbers(patient: Examination) -> str:
    """A driver that is fresh draws other random numbers than the last one (COPP-140, COPP-144)."""
    patient.expect_sessions()
    first, again = _two_numbers(patient), _two_numbers(patient)
    if first[0] == first[1]:
        patient.record.others.append("COPPKeyExchange gave two devices the same random number")
        return "the driver gives every device the same number, reset or not"
    if first[0] == again[0]:
        raise Untold(
            "the driver gives the same random numbers after each reset",
            f"see that {patient.glue.reset} starts no generator with a fixed seed: random numbers "
            "come from the operating system",
            "starts its generator with the same seed each time",
            blocks=False,
        )
    return "each fresh driver draws random numbers of its own"


def _two_numbers(patient: Examination) -> tuple[bytes, bytes]:
    life = patient.fresh()
    first = opened(life, patient.main).random_number
    try:
        return first, opened(life, patient.main).random_number
    except NoSession:  # there is one device at a time
        return first, b""


def _expect_no_device(patient: Examination) -> None:
    """A session that was left open cannot be asked any more; through a renderer, by another one there."""
    session = begun(patient.fresh(), patient.main)
    session.ask()
    session.life = patient.fresh()
    if not session.life.has_devices:
        session.handle, _ = connected(session.life, patient.main)
    if session.ask().is_authentic:
        raise _not_fresh(patient, "the session of an earlier test still answers, under its own key")


def _expect_no_level(patient: Examination) -> list[str]:
    """A level that was set, and an event that was not reported yet, are gone."""
    first, before = (_seen(patient, patient.fresh())[0] for _ in "12")
    if first != before:  # then a difference below says nothing of the reset
        patient.record.others.append(
            f"two fresh drivers report {_seen_in_words(first)}, and {_seen_in_words(before)}"
        )
        return []
    before, session = _seen(patient, patient.fresh())
    types = settable(patient.outputs[patient.main])
    for each in types:
        session.set_level(each, 1)
    after, _ = _seen(patient, patient.fresh())
    if before != after:
        met = f"a new session sees {_seen_in_words(after)}, where an earlier one began with "
        raise _not_fresh(patient, met + _seen_in_words(before))
    return ["no level"] if types else []


def _seen(patient: Examination, life: Life) -> tuple[tuple[int | None, ...], Session]:
    """The levels of the connector and the flags, as a first session sees them."""
    session = begun(life, patient.main)
    flags = session.ask()
    levels = [session.level(each) for each in settable(patient.outputs[patient.main])]
    return (*levels, flags.flags if flags.is_authentic else None), session


def _seen_in_words(seen: tuple[int | None, ...]) -> str:
    *levels, flags = seen
    return f"levels {', '.join(map(str, levels)) or 'of nothing'} and flags {flags}"


def _expect_no_key(patient: Examination) -> None:
    """A key that was issued is unknown."""
    adapter = protected(patient)
    assert adapter is not None, "the caller asks only then"  # noqa: S101  for the type checkers
    sent = activation(patient, adapter, 1)
    status, returned = patient.fresh().ask("VideoParameters", adapter, sent, len(sent))
    if status != Status.NO_ERROR or not (key := key_of(returned)):
        return
    status, _ = patient.fresh().ask("VideoParameters", adapter, change(patient, adapter, key), len(sent))
    unknown, _ = patient.fresh().ask("VideoParameters", adapter, change(patient, adapter, key ^ 4), len(sent))
    if status == Status.NO_ERROR != unknown:
        raise _not_fresh(patient, "a copy-protection key of an earlier test is still taken")


def _not_fresh(patient: Examination, found: str) -> HarnessFault:
    glue = patient.glue
    does = (
        f"let {glue.reset} put the driver as it is after boot: no device, no key, no count, every level at 0"
    )
    if glue.kind == "py":
        return HarnessFault(found, f"{does}; keep nothing of a driver in its class or module")
    cannot = "a library without coppspec_reset" if glue.kind == "c" else 'a program that says "resets": false'
    return HarnessFault(found, f"{does}; {cannot} gets a new process for each test instead")
