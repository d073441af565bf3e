"""What holds of the renderer's interface after every step, and what is reached once."""

from coppspec.model.codes import HResult, Pattern, allows
from coppspec.model.renderer import BEFORE, DEVICE_LOST, KEYS_EXCHANGED, OPEN, SESSION_ACTIVE
from coppspec.properties.always import Always, Sometimes
from coppspec.properties.always_devices import CONNECTOR_ALWAYS, active_by
from coppspec.properties.exploration import Moment


def _no_hardware_before(moment: Moment) -> bool:
    """By the default reading; under the other one a lost device is no hardware as well (Q24)."""
    if moment.answer.code is None or moment.answer.session is None:
        return True
    states = (*BEFORE, DEVICE_LOST) if moment.engine.profile["lost_code"] == "no hardware" else BEFORE
    bare = not moment.before.connector_of(moment.answer.session).offer.copp
    before = bare or moment.before.sessions[moment.answer.session].state in states
    if moment.answer.code is Pattern.ANY_FAILURE:
        return not before  # the hardware is there, and fails (X11)
    return before == allows(moment.answer.code, HResult.VFW_E_NO_COPP_HW)


def _devices_are_open(moment: Moment) -> bool:
    return all(bool(each.levels) == (each.state in OPEN) for each in moment.after.sessions)


def _lost_until_released(moment: Moment) -> bool:
    return all(
        now.state == DEVICE_LOST or moment.intent.call == "release"
        for was, now in zip(moment.before.sessions, moment.after.sessions, strict=True)
        if was.state == DEVICE_LOST
    )


RENDERER_ALWAYS = (
    *CONNECTOR_ALWAYS,
    Always(
        "a method says that there is no hardware exactly where there is no device to ask",
        ("COPP-206", "COPP-202", "Q23"),
        _no_hardware_before,
    ),
    Always(
        "a renderer has a device open from its connection to its release, or to the loss of the device",
        ("COPP-211", "COPP-181"),
        _devices_are_open,
    ),
    Always(
        "a session becomes active by SessionSequenceStart after KeyExchange, and by nothing else",
        ("COPP-210", "COPP-213"),
        active_by("SessionSequenceStart", KEYS_EXCHANGED),
    ),
    Always(
        "a renderer whose device is lost is of no use until it is released",
        ("COPP-906", "Q24"),
        _lost_until_released,
    ),
)
RENDERER_SOMETIMES = (
    Sometimes(
        "a session is active",
        ("COPP-204",),
        lambda moment: any(each.state == SESSION_ACTIVE for each in moment.after.sessions),
    ),
    Sometimes(
        "the device of an active session is lost",
        ("COPP-905", "COPP-906"),
        lambda moment: any(
            was.state == SESSION_ACTIVE and now.state == DEVICE_LOST
            for was, now in zip(moment.before.sessions, moment.after.sessions, strict=True)
        ),
    ),
    Sometimes(
        "a second KeyExchange is refused",
        ("COPP-213",),
        lambda moment: moment.intent.call == "KeyExchange" and moment.answer.clause == "COPP-213",
    ),
    Sometimes(
        "a renderer is released after its device was lost",
        ("COPP-906",),
        lambda moment: (
            moment.intent.call == "release"
            and any(each.state == DEVICE_LOST for each in moment.before.sessions)
        ),
    ),
)
