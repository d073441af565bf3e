"""The application that a renderer's interface meets in a trial."""

from random import Random

from coppspec.driver.protocol import Driver
from coppspec.model.renderer import ADDED, NOT_CONNECTED
from coppspec.model.step import Configuration, Intent
from coppspec.properties.declared import InvalidDriver
from coppspec.properties.device_harness import DeviceHarness, Play, Side
from coppspec.properties.guard import BrokeDown, GuardedRenderer
from coppspec.properties.setting import DevIDs, without_copp
from coppspec.properties.trial import Reply


class RendererHarness(DeviceHarness):
    """Calls the methods of several renderers of one driver; the messages are those of a device.

    Args:
        driver: whose renderers are called.
        dev_ids: the output of each of them.
        random: for keys, numbers and damage; the same seed makes the same ones.
    """

    def __init__(self, driver: Driver, dev_ids: DevIDs, random: Random) -> None:
        super().__init__(driver, dev_ids, random)
        try:
            self._renderers = [GuardedRenderer(driver.renderer(dev_id)) for dev_id in dev_ids]
        except BrokeDown as error:
            raise InvalidDriver(f"renderer, which 'renderer' promises, {error}") from error

    @property
    def _functions(self) -> dict[str, Play]:
        return {
            "connect": self._connect,
            "connect to a display without COPP": self._connect_without,
            "KeyExchange": self._exchange_keys,
            "SessionSequenceStart": self._sequence_start,
            "ProtectionCommand": self._command,
            "ProtectionStatus": self._query_status,
            "release": self._release,
            "device lost": self._lose_device,
        }

    def _connect(self, intent: Intent, _: Side, __: Configuration) -> Reply:
        self._renderers[intent.session or 0].connect()
        return Reply(None)

    def _connect_without(self, intent: Intent, side: Side, before: Configuration) -> Reply:
        """On an output where no device opens; a renderer that is connected already stays where it is."""
        if before.sessions[intent.session or 0].state in {NOT_CONNECTED, ADDED}:
            if self._renderers[intent.session or 0].handle:
                self._renderers[intent.session or 0].release()
            dev_id = self._without_copp(intent.session or 0)
            self._renderers[intent.session or 0] = GuardedRenderer(self._driver.renderer(dev_id))
        return self._connect(intent, side, before)

    def _without_copp(self, session: int) -> int:
        """The session's own output if no device opens there, else one without COPP, else a clone."""
        outputs, own = self._driver.outputs, self._dev_ids[session]
        closed = [at for at, output in enumerate(outputs) if not output.opens]
        return own if own in closed else next(iter((*without_copp(outputs), *closed)))

    def _exchange_keys(self, intent: Intent, side: Side, _: Configuration) -> Reply:
        code, number, certificates = self._renderers[intent.session or 0].key_exchange()
        side.length = len(certificates)
        return Reply(code, given={"random number": number, "certificate": certificates})

    def _release(self, intent: Intent, _: Side, __: Configuration) -> Reply:
        session = intent.session or 0
        self._renderers[session].release()
        self._renderers[session] = GuardedRenderer(self._driver.renderer(self._dev_ids[session]))
        self._sides[session] = Side()
        return Reply(None)

    def _lose_device(self, intent: Intent, side: Side, before: Configuration) -> Reply:
        side.handle = self._renderers[intent.session or 0].handle
        return self._lose(intent, side, before) if side.handle else Reply(None)

    # The methods in the place of the functions that they stand for.

    def _start(self, session: int, block: bytes) -> int:
        return self._renderers[session].session_sequence_start(block)

    def _send(self, session: int, command: bytes) -> int:
        return self._renderers[session].protection_command(command)

    def _ask(self, session: int, request: bytes) -> tuple[int, bytes]:
        return self._renderers[session].protection_status(request)
