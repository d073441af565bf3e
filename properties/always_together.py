"""What holds where devices and copy-protection sessions share a connector, and what is reached once."""

from coppspec.model.device import DEVICE, SESSION_ACTIVE
from coppspec.model.effects import ACP
from coppspec.model.levels import highest, strongest
from coppspec.model.step import Configuration
from coppspec.model.together import JOINT
from coppspec.properties.always import Always, Sometimes
from coppspec.properties.exploration import Moment

ORDERS = {"numeric maximum": highest, "precedence": strongest}


def _of_devices(moment: Moment) -> bool:
    """Whether the call belongs to the table of devices alone."""
    return any(moment.intent.call == call.name for call in DEVICE.calls) and moment.intent.call not in JOINT


def _side_of_keys(configuration: Configuration) -> tuple[object, ...]:
    keys = tuple(each for each in configuration.sessions if each.state not in DEVICE.states)
    return keys, configuration.reference_count, configuration.tv


def _side_of_devices(configuration: Configuration) -> tuple[object, ...]:
    devices = tuple(each for each in configuration.sessions if each.state in DEVICE.states)
    return devices, tuple(each._replace(analog=()) for each in configuration.connectors)


def _keys_leave_devices_alone(moment: Moment) -> bool:
    if _of_devices(moment) or moment.intent.call in JOINT:
        return True
    return _side_of_devices(moment.before) == _side_of_devices(moment.after)


def _devices_leave_keys_alone(moment: Moment) -> bool:
    return not _of_devices(moment) or _side_of_keys(moment.before) == _side_of_keys(moment.after)


def _mode_change_ends_no_key(moment: Moment) -> bool:
    if moment.intent.call not in JOINT or moment.engine.profile["mode_set"] != "survive":
        return True
    before, after = (_side_of_keys(each)[:2] for each in (moment.before, moment.after))
    return before == after


def _shows_the_join(moment: Moment) -> bool:
    join, tv = ORDERS[moment.engine.profile["level_order"]], moment.after.tv
    return all(
        set(each.analog) == {join("ACP", (each.shown[ACP], level)) for level in tv.shown}
        for each in moment.after.connectors
        if each.offer.carries_tv
    )


def _neither_takes_away(moment: Moment) -> bool:
    tv = moment.after.tv
    return all(
        min(each.analog) > 0
        for each in moment.after.connectors
        if each.offer.carries_tv and (each.shown[ACP] or (tv.level and tv.shows_protection))
    )


def _local_level_is_its_own(moment: Moment) -> bool:
    if moment.intent.call != "COPPQueryStatus, local protection level" or moment.refused:
        return True
    session = moment.before.sessions[moment.intent.session or 0]
    return moment.intent.about != "ACP" or moment.answer.says[1:] == (session.levels[ACP],)


TOGETHER_ALWAYS = (
    Always(
        "a request for VIDEOPARAMETERS leaves devices, their levels and their counts alone",
        ("VPCP-700", "VPCP-707", "COPP-615", "COPP-907"),
        _keys_leave_devices_alone,
    ),
    Always(
        "a call on a device, and its end, leave copy-protection sessions, their count and their level alone",
        ("VPCP-702", "VPCP-707", "VPCP-708", "COPP-907"),
        _devices_leave_keys_alone,
    ),
    Always(
        "a mode change ends devices and no copy-protection session", ("VPCP-708",), _mode_change_ends_no_key
    ),
    Always("a connector shows the join of both sides", ("VPCP-703", "COPP-606"), _shows_the_join),
    Always(
        "neither side takes away the protection of the other", ("VPCP-700", "VPCP-702"), _neither_takes_away
    ),
    Always("the local level of a device is its own", ("VPCP-706", "COPP-605"), _local_level_is_its_own),
)


def _analog(configuration: Configuration) -> tuple[int, ...]:
    return configuration.connectors[0].analog


def _has_device_at(configuration: Configuration, level: int) -> bool:
    return configuration.connectors[0].shown[ACP] == level


TOGETHER_SOMETIMES = (
    Sometimes(
        "a request changes its session, and the connector shows the level of a device as before",
        ("VPCP-704",),
        lambda moment: (
            moment.before.tv.level != moment.after.tv.level
            and _analog(moment.before) == _analog(moment.after)
            and _analog(moment.after) != (0,)
        ),
    ),
    Sometimes(
        "a device ends, and the level of a copy-protection session stays",
        ("VPCP-702",),
        lambda moment: (
            moment.before.connectors[0].shown[ACP] > 0 == moment.after.connectors[0].shown[ACP]
            and _analog(moment.after) not in {(), (0,)}
        ),
    ),
    Sometimes(
        "a device is told a level that only copy-protection sessions ask for",
        ("VPCP-705", "COPP-606"),
        lambda moment: (
            moment.intent.call == "COPPQueryStatus, global protection level"
            and moment.intent.about == "ACP"
            and not moment.refused
            and _has_device_at(moment.before, 0)
            and moment.answer.says[1:] not in {(), (0,)}
        ),
    ),
    Sometimes(
        "devices and copy-protection sessions ask for different levels",
        ("VPCP-703",),
        lambda moment: (
            moment.after.tv.level > 0
            and moment.after.connectors[0].shown[ACP] > 0
            and moment.after.tv.level != moment.after.connectors[0].shown[ACP]
        ),
    ),
    Sometimes(
        "a session is active on both sides",
        ("COPP-907",),
        lambda moment: (
            moment.after.reference_count > 0
            and any(each.state == SESSION_ACTIVE for each in moment.after.sessions)
        ),
    ),
)
