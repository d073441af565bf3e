"""What a program wants of an answer beside its code: what the harnesses look at, written down beforehand."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from coppspec.driver.adapters import TVOutput
from coppspec.driver.protocol import Capability
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.key_calls import ACTIVATE, CHANGE, GET
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.levels import TYPES
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.model.together import TOGETHER
from coppspec.model.tv_output import NO_STANDARD
from coppspec.model.tvout import VPFlags
from coppspec.oracle.program import InField, KeyTold, SameBuffer, SettingsTold, Shown, StatusTold
from coppspec.oracle.replay import Replay
from coppspec.properties import device_harness, key_harness, settings_report, status_payload, together_harness
from coppspec.properties.declared import Declared
from coppspec.properties.lost_links import LostLinks
from coppspec.properties.setting import protecting
from coppspec.properties.sinks import Sinks
from coppspec.properties.television import MODES, WIN_VGA, standards

Place = tuple[int, str]
"""An output, and a type of protection."""


@dataclass
class Wants:
    """Follows a sequence, and says what is wanted step by step."""

    replay: Replay
    declared: Declared
    has_foreign: bool = False
    """Whether a session of another adapter is on."""
    key_of: dict[int, str] = field(default_factory=dict[int, str])
    """The name of the key of each session that was begun."""
    resting: tuple[str, ...] = ()
    told: int | None = None
    """The flags of the last answer to GET, if nothing has happened since."""
    vendors: deque[bytes] = field(default_factory=lambda: deque(maxlen=key_harness.REMEMBERED))
    links: LostLinks = field(default_factory=LostLinks)
    sinks: Sinks = field(default_factory=Sinks)
    connectors: list[int] = field(default_factory=list[int])
    """That of each session."""
    shows: dict[Place, tuple[int, ...]] = field(default_factory=dict[Place, tuple[int, ...]])
    """What each output showed last."""

    def is_device(self, session: int) -> bool:
        """Whether a session is one of COPP."""
        if self.replay.devices is not None:
            return session < self.replay.devices
        return self.replay.table not in {COPY_PROTECTION_SESSIONS.name, TOGETHER.name}

    # A status response.

    def status(self, intent: Intent, answer: Answer) -> StatusTold:
        """The payload, field by field."""
        flags, *says = answer.says or (0,)
        declared = self.declared.outputs[self.replay.dev_ids[intent.session or 0]]
        output = self.sinks.output(declared, self.connectors[intent.session or 0])
        request = intent.call.partition(", ")[2]
        payloads = [status_payload.expected(request, output, each) for each in device_harness.possible(says)]
        if request == device_harness.GLOBAL_LEVEL:
            payloads += [status_payload.expected(request, output, (0,))] if self._may_be_off(intent) else []
        first = payloads[0]
        fields = [
            InField(name, tuple(dict.fromkeys(each.fields[name][0] for each in payloads)), inspection.clause)
            for name, (_, inspection) in first.fields.items()
        ]
        assert isinstance(flags, int)  # noqa: S101  the first value of every status
        told = InField("dwFlags", (flags,), status_payload.FLAGS.clause)
        return StatusTold(intent.session or 0, first.layout, (told, *fields), status_payload.UNUSED.clause)

    def _may_be_off(self, intent: Intent) -> bool:
        """Whether the level on a connector may have gone with its link (COPP-812)."""
        return 0 in self.links.levels(self.connectors[intent.session or 0], intent.about or "", ())

    def begin(self, intent: Intent, before: Configuration) -> None:
        """A step is made."""
        self.links.note(intent, before)
        self.sinks.note(intent, before)
        self.connectors = [each.connector for each in before.sessions]

    # The answer to a request.

    def happened(self) -> None:
        """An event makes nothing comparable with what was told before."""
        self.told = None

    def key(self, name: str, answer: Answer, before: Configuration) -> KeyTold:
        """What a new key must not be."""
        live = {
            self.key_of[at]
            for at, each in enumerate(before.sessions)
            if at in self.key_of and each.state not in key_harness.ENDED
        }
        rested = tuple(sorted({*self.resting, *live})) if "rested key" in answer.gives else None
        self.resting = (*sorted(live), name)
        if answer.session is not None:
            self.key_of[answer.session] = name
        return KeyTold(name, rested)

    def buffer(
        self, intent: Intent, answer: Answer, sent: bytes, key: str, before: Configuration
    ) -> Iterator[SameBuffer | SettingsTold]:
        """What comes back from a request that succeeds."""
        told, self.told = self.told, None
        if intent.call == GET:
            yield self._settings(answer, sent, before, told)
            return
        if intent.call.startswith((ACTIVATE, CHANGE)):
            self.vendors.append(VIDEOPARAMETERS.get_bytes(sent, "bOEMCopyProtection"))
        untouched = key_harness.UNTOUCHED.clause
        clause = untouched if answer.clause == untouched else key_harness.UNCHANGED.clause
        yield SameBuffer(key, clause)

    def _settings(self, answer: Answer, sent: bytes, before: Configuration, told: int | None) -> SettingsTold:
        """What GET reports; nothing of what goes with flags that no clause decides."""
        tv = self.declared.adapters[self.replay.adapter].tv
        if tv is None:
            clause = settings_report.NO_TV.clause
            values = {"dwFlags": 0, "dwTVStandard": WIN_VGA, "dwAvailableTVStandard": WIN_VGA}
            return SettingsTold(tuple(InField(name, (value,), clause) for name, value in values.items()))
        flags, clause = int(tv.flags), settings_report.FLAGS.clause
        if "settings that were asked for" in answer.gives:
            asked = VIDEOPARAMETERS.get_ulong(sent, "dwFlags")
            if not asked:
                return SettingsTold((), same=_secrets(answer, has_copy_protection=False))
            flags, clause = asked & flags, settings_report.FILTERED.clause
        self.told = flags
        has = VPFlags(flags)
        reported = InField("dwFlags", (flags,), clause)
        steady = (name for name, (flag, _) in settings_report.LARGEST.items() if flag & has & (told or 0))
        return SettingsTold(
            (reported, *_of_flags(tv, has, answer, before)),
            tuple(steady),
            _secrets(answer, has_copy_protection=bool(has & VPFlags.VP_FLAGS_COPYPROTECT)),
            self._vendors(answer, sent) if has & VPFlags.VP_FLAGS_COPYPROTECT else None,
        )

    def _vendors(self, answer: Answer, sent: bytes) -> tuple[bytes, ...]:
        """What the vendor's bytes may hold beside zeros: their contents are undefined (A-20)."""
        stored = self.vendors if "vendor's data" in answer.gives else ()
        return tuple(dict.fromkeys((*stored, VIDEOPARAMETERS.get_bytes(sent, "bOEMCopyProtection"))))

    # What the hardware shows.

    def shown(self, intent: Intent, after: Configuration, *, last: bool) -> Iterator[Shown]:
        """The levels that have changed; after the last call all of them."""
        if Capability.APPLIED not in self.declared.capabilities:
            return
        for (output, name), (levels, clause) in self._levels(intent, after).items():
            if last or levels != self.shows.get((output, name), (0,)):
                yield Shown(output, name, levels, clause)
            self.shows[output, name] = levels

    def _levels(self, intent: Intent, after: Configuration) -> dict[Place, tuple[tuple[int, ...], str]]:
        found: dict[Place, tuple[tuple[int, ...], str]] = {}
        self.links.follow(after)
        for session, dev_id in enumerate(self.replay.dev_ids):
            if self.is_device(session):
                at = after.sessions[session].connector
                for place, (levels, clause) in _of_device(dev_id, session, after).items():
                    found[place] = self.links.levels(at, place[1], levels), clause
        if self.replay.table == TOGETHER.name:
            return found | self._of_both(after)
        return found if self.is_device(0) else found | self._of_keys(intent, after)

    def _of_keys(self, intent: Intent, after: Configuration) -> dict[Place, tuple[tuple[int, ...], str]]:
        tv, adapters = after.tv, self.declared.adapters
        inspection = key_harness.PROTECTED_WHILE_ON if tv.level else key_harness.UNPROTECTED_AT_ZERO
        if tv.level and intent.call in key_harness.AFTER:
            inspection = key_harness.AFTER[intent.call]
        found = {
            (output, "ACP"): (tv.shown, inspection.clause) for output in adapters[self.replay.adapter].outputs
        }
        others = [each for each in protecting(adapters) if each != self.replay.adapter][:1]
        others = [each for each in others if key_harness.is_on_at_first(adapters[each])]
        if self.has_foreign and self.replay.engine.profile["key_scope"] == "adapter":
            clause = key_harness.OTHERS_AFTER.get(intent.call, key_harness.OTHER_ADAPTER).clause
            found |= {(output, "ACP"): ((1,), clause) for each in others for output in adapters[each].outputs}
        return found

    def _of_both(self, after: Configuration) -> dict[Place, tuple[tuple[int, ...], str]]:
        outputs = self.declared.outputs
        shown = dict.fromkeys(self.declared.adapters[self.replay.adapter].outputs, after.tv.shown)
        for session, dev_id in enumerate(self.replay.dev_ids):
            connector = after.connector_of(session)
            if connector.offer.carries_tv:
                levels = connector.analog or (connector.shown[TYPES.index("ACP")],)
                number = outputs[dev_id].connector
                shown |= {at: levels for at, each in enumerate(outputs) if each.connector == number}
        clause = together_harness.JOINED.clause
        return {(output, "ACP"): (levels, clause) for output, levels in shown.items()}


def _of_device(dev_id: int, session: int, after: Configuration) -> dict[Place, tuple[tuple[int, ...], str]]:
    connector = after.connector_of(session)
    return {
        (dev_id, name): (
            (level,),
            (device_harness.PROTECTED if level else device_harness.UNPROTECTED).clause,
        )
        for name, level in zip(TYPES, connector.shown, strict=True)
        if not (name == "ACP" and connector.analog)
    }


def _of_flags(tv: TVOutput, has: VPFlags, answer: Answer, before: Configuration) -> Iterator[InField]:
    """The fields that go with the flags of an answer to GET."""
    for name, (flag, largest) in settings_report.LARGEST.items():
        if has & flag:
            yield InField(name, (largest,), settings_report.IN_RANGE.clause, at_most=True)
    if has & VPFlags.VP_FLAGS_TV_MODE:
        yield InField("dwMode", (MODES[before.tv.mode],), settings_report.MODE.clause)
        yield InField("dwAvailableModes", (int(tv.modes),), settings_report.AVAILABLE_MODES.clause)
    if has & VPFlags.VP_FLAGS_TV_STANDARD:
        yield from _of_standards(tv, answer, before)
    if has & VPFlags.VP_FLAGS_COPYPROTECT:
        yield from _of_protection(tv, answer)
    if "level" in answer.gives and has & VPFlags.VP_FLAGS_COPYPROTECT:
        yield InField("bCP_APSTriggerBits", (before.tv.level,), settings_report.LEVEL.clause)


def _of_standards(tv: TVOutput, answer: Answer, before: Configuration) -> Iterator[InField]:
    standard = standards(tv)[before.tv.standard]
    if "standard alone" in answer.gives:
        yield InField("dwTVStandard", (standard,), settings_report.ALONE.clause)
    else:
        either = tuple(dict.fromkeys((standard, standard | WIN_VGA)))
        yield InField("dwTVStandard", either, settings_report.STANDARD.clause)
    if "no standard while off" in answer.gives and before.tv.standard == NO_STANDARD:
        yield InField("dwAvailableTVStandard", (WIN_VGA,), settings_report.NONE_WHILE_OFF.clause)
    else:
        available = int(tv.standards)
        either = tuple(dict.fromkeys((available, available | WIN_VGA, available & ~WIN_VGA)))
        yield InField("dwAvailableTVStandard", either, settings_report.AVAILABLE_STANDARDS.clause)


def _of_protection(tv: TVOutput, answer: Answer) -> Iterator[InField]:
    if "one type" in answer.gives:
        one = tuple(int(each) for each in tv.types)
        yield InField("dwCPType", one, settings_report.ONE_TYPE.clause)
    if "every type" in answer.gives:
        yield InField("dwCPType", (int(tv.types),), settings_report.TYPES.clause)
    yield InField("dwCPStandard", (int(tv.protected),), settings_report.PROTECTABLE.clause)


def _secrets(answer: Answer, *, has_copy_protection: bool) -> tuple[tuple[str, str], ...]:
    """What GET leaves as it was sent, or clears."""
    key = (("dwCPKey", settings_report.NO_KEY.clause),)
    if "level" in answer.gives and has_copy_protection:
        return key
    return (*key, ("bCP_APSTriggerBits", settings_report.NO_LEVEL.clause))
