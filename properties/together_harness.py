"""The two applications that a driver meets at once: one of COPP, and one of copy-protection sessions."""

from random import Random

from coppspec.driver.protocol import Driver
from coppspec.model.codes import HResult, Status
from coppspec.model.device import DEVICE
from coppspec.model.effects import ACP
from coppspec.model.engine import Engine
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.properties.device_harness import TYPE_BITS, DeviceHarness
from coppspec.properties.inspection import Deviation, Inspection
from coppspec.properties.key_harness import KeyHarness
from coppspec.properties.setting import DevIDs
from coppspec.properties.trial import MakeDriver, Reply

KEPT_FOR_DEVICES = Inspection(
    "the protection that a device asks for, whatever a request for VIDEOPARAMETERS does",
    "VPCP-700",
    also=("COPP-615",),
)
KEPT_FOR_SESSIONS = Inspection(
    "the protection that a copy-protection session asks for, whatever a device does",
    "VPCP-702",
    also=("COPP-907",),
)
JOINED = Inspection("the join of what both sides ask for", "VPCP-703", also=("COPP-606",))
MASKED = "VPCP-704"
"""A request whose effect a device hides is taken like any other."""
INSPECTIONS = (KEPT_FOR_DEVICES, KEPT_FOR_SESSIONS, JOINED)


class TogetherHarness:
    """Makes calls on the devices and requests for the sessions of one driver.

    Args:
        driver: what is called.
        dev_ids: the output of each session; the devices come first.
        devices: how many devices there are.
        random: for what is made up; the same seed makes the same.
        adapter: the number of the adapter.
    """

    def __init__(self, driver: Driver, dev_ids: DevIDs, devices: int, random: Random, adapter: int) -> None:
        self._driver = driver
        self._dev_ids = dev_ids
        self._number = devices
        self._devices = DeviceHarness(driver, dev_ids[:devices], random)
        self._keys = KeyHarness(driver, random, adapter)
        self._tv_outputs = driver.adapters[adapter].outputs
        self._last: DeviceHarness | KeyHarness = self._devices
        self._masked = False
        """Whether devices asked for ACP on a connector of the adapter before the last call."""

    @property
    def codes(self) -> type[HResult] | type[Status]:
        """The codes of the side that was called last."""
        return self._last.codes

    def play(self, intent: Intent, before: Configuration) -> Reply:
        """Make the call on its side."""
        is_of_devices = any(intent.call == each.name for each in DEVICE.calls)
        self._last = self._devices if is_of_devices else self._keys
        self._masked = any(self._asked_on(before, output) for output in self._tv_outputs)
        self._devices.beside = before.tv.shown
        return self._last.play(self._own(intent), before if is_of_devices else self._of_keys(before))

    def explain(self, deviation: Deviation, intent: Intent, reply: Reply, fresh: MakeDriver) -> Deviation:
        """The rule that is broken, where a wrong code shows it that belongs to another one."""
        own = self._own(intent)
        if self._last is self._keys and self._masked and self._keys.is_taken_alone(own, reply, fresh):
            met = f"{deviation.met} while a device has protection on; it takes the same request without one"
            return deviation._replace(met=met, clause=MASKED)
        return self._last.explain(deviation, own, reply, fresh)

    def inspect(self, intent: Intent, answer: Answer, reply: Reply, /) -> Deviation | None:
        """Look at what was handed out on its side."""
        if self._last is self._keys and answer.session is not None:
            answer = answer._replace(session=answer.session - self._number)
        return self._last.inspect(self._own(intent), answer, reply)

    def look(self, configuration: Configuration, engine: Engine, /) -> Deviation | None:
        """Look at every output of a device, and at every one that carries the TV signal."""
        self._devices.beside = configuration.tv.shown
        deviation = self._devices.look(configuration, engine)
        if deviation is not None:
            return deviation
        for output, shown in self._analog(configuration).items():
            met = self._driver.applied(output, TYPE_BITS["ACP"])
            if met not in shown:
                wanted = " or ".join(map(str, shown))
                return self._suspect(configuration, output, met).broken(
                    f"shows ACP at level {met} on output {output}, not {wanted}"
                )
        return None

    def _analog(self, configuration: Configuration) -> dict[int, tuple[int, ...]]:
        """What each output may show of ACP, with the part of both sides."""
        shown = dict.fromkeys(self._tv_outputs, configuration.tv.shown)
        for session, dev_id in enumerate(self._dev_ids):
            connector = configuration.connector_of(session)
            if connector.offer.carries_tv:
                at, legal = configuration.sessions[session].connector, connector.analog
                shown |= {
                    output: self._devices.levels(at, "ACP", legal or (connector.shown[ACP],))
                    for output, each in enumerate(self._driver.outputs)
                    if each.connector == self._driver.outputs[dev_id].connector
                }
        return shown

    def _suspect(self, configuration: Configuration, output: int, met: int) -> Inspection:
        """Whose protection is gone, if one's is."""
        if met == 0 and self._last is self._keys and self._asked_on(configuration, output):
            return KEPT_FOR_DEVICES
        if self._last is self._devices and configuration.tv.level:
            return KEPT_FOR_SESSIONS if met == 0 else JOINED
        if self._last is self._devices:
            return self._of_devices(configuration, output, met)
        return JOINED

    def _of_devices(self, configuration: Configuration, output: int, met: int) -> Inspection:
        """What a level breaks where no copy-protection session asks for one."""
        connector = self._driver.outputs[output].connector
        for session, dev_id in enumerate(self._dev_ids[: self._number]):
            if self._driver.outputs[dev_id].connector == connector:
                wanted = configuration.connector_of(session).shown[ACP]
                return self._devices.suspect(configuration.sessions[session].connector, wanted, met)
        return JOINED

    def _asked_on(self, configuration: Configuration, output: int) -> bool:
        """Whether devices ask for ACP on the connector of an output."""
        connector = self._driver.outputs[output].connector
        return any(
            configuration.connector_of(session).shown[ACP]
            for session, dev_id in enumerate(self._dev_ids)
            if self._driver.outputs[dev_id].connector == connector
        )

    def _own(self, intent: Intent) -> Intent:
        """The intent with the session counted on its own side."""
        if self._last is self._keys and intent.session is not None:
            return intent._replace(session=intent.session - self._number)
        return intent

    def _of_keys(self, configuration: Configuration) -> Configuration:
        return configuration._replace(sessions=configuration.sessions[self._number :])
