"""Devices that an event has ended, and what is left where a driver has not noticed."""

from contextlib import suppress

from coppspec.driver.protocol import Driver
from coppspec.model.codes import HResult
from coppspec.model.constants import StatusFlags
from coppspec.model.device import DEVICE
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Configuration, Intent
from coppspec.properties.guard import BrokeDown, Guarded
from coppspec.properties.inspection import Deviation, Inspection
from coppspec.properties.trial import MakeDriver, Reply

MODE_CHANGE = "mode change"
RECONFIGURED = "connector reconfigured"
ENDING = {
    MODE_CHANGE: Inspection("no device that outlives a mode change without a word", "COPP-904"),
    "device lost": Inspection("the session of a lost device closed", "COPP-905"),
}
"""What is broken where a device is still there after an event that ends it."""
LEFT = {
    MODE_CHANGE: Inspection("no protection that a device has left that a mode change ended", "COPP-904"),
    "device lost": Inspection("no protection that a lost device has left", "COPP-905"),
}
"""What is broken where its level is."""
TOLD = Inspection("the flag of a mode change that the device has outlived", "Q25")
INSPECTIONS = (*ENDING.values(), *LEFT.values(), TOLD)
NOTHING_THERE = frozenset((*DEVICE.ended, *RENDERER.ended))
"""The states in which there is no device."""
CLOSING = frozenset({"COPPCloseVideoSession", "release"})


class LostDevices:
    """Which event has ended the device of each session, if one has."""

    def __init__(self) -> None:
        self._by: dict[int, str] = {}
        self._left: dict[int, str] = {}
        """The same of the levels on each connector."""
        self._untold: set[int] = set()
        """The sessions whose device may have outlived a mode change, and has not reported it yet."""
        self._before: Configuration | None = None

    def note(self, intent: Intent, before: Configuration) -> None:
        """A call that is made, or an event that happens."""
        self._before = before
        if intent.session is None:
            return
        of = before.sessions[intent.session].connector
        there = [at for at, each in enumerate(before.sessions) if each.state not in NOTHING_THERE]
        beside = {at for at in there if before.sessions[at].connector == of}
        if intent.call == MODE_CHANGE:
            self._untold |= beside
        if intent.call in ENDING:
            ended = beside if intent.call == MODE_CHANGE else beside & {intent.session}
            self._by |= dict.fromkeys(ended, intent.call)
            self._left |= dict.fromkeys({of} if ended else (), intent.call)
        elif intent.call in CLOSING:
            self._left.pop(of, None)
            self._untold.discard(intent.session)
        elif intent.call == RECONFIGURED:  # it raises the same flag
            self._untold -= beside

    def left(self, connector: int) -> Inspection | None:
        """What is broken by a level that no device asks for, if an event has ended one that did."""
        return LEFT[self._left[connector]] if connector in self._left else None

    def told(self, session: int, wanted: int, met: int) -> Inspection | None:
        """What is broken by the flags of an answer, if that of a mode change alone is missing in them."""
        is_untold = session in self._untold
        self._untold.discard(session)
        return TOLD if is_untold and met != wanted == met | StatusFlags.COPP_RenegotiationRequired else None

    def outlived(
        self, deviation: Deviation, intent: Intent, reply: Reply, fresh: MakeDriver, dev_id: int
    ) -> Deviation:
        """The same deviation, as one of a device that is still there, if that is what it is.

        It is, if the call succeeds, or if the same call on a device that was closed is answered rightly.
        """
        event = self._by.get(intent.session or 0)
        if event is None or not self._is_gone(intent):
            return deviation
        if reply.code != HResult.S_OK and not _is_right_after_a_close(
            Guarded(fresh()), intent, reply, dev_id
        ):
            return deviation
        return ENDING[event].broken(deviation.met)

    def _is_gone(self, intent: Intent) -> bool:
        return self._before is not None and self._before.sessions[intent.session or 0].state in NOTHING_THERE


def _is_right_after_a_close(driver: Driver, intent: Intent, reply: Reply, dev_id: int) -> bool:
    """Whether a driver answers a call as it has to where it was told to close the device."""
    with suppress(BrokeDown):
        code, handle = driver.open_video_session(dev_id)
        if code == HResult.S_OK == driver.close_video_session(handle):
            calls = {
                "COPPOpenVideoSession": lambda: driver.open_video_session(dev_id)[0],
                "COPPGetCertificateLength": lambda: driver.get_certificate_length(handle)[0],
                "COPPKeyExchange": lambda: driver.key_exchange(handle)[0],
                "COPPSequenceStart": lambda: driver.sequence_start(handle, reply.sent),
                "COPPCommand": lambda: driver.command(handle, reply.sent),
                "COPPQueryStatus": lambda: driver.query_status(handle, reply.sent)[0],
                "COPPCloseVideoSession": lambda: driver.close_video_session(handle),
            }
            function = intent.call.partition(",")[0]
            wanted = HResult.S_OK if function == "COPPOpenVideoSession" else HResult.E_POINTER
            return function in calls and calls[function]() == wanted
    return False
