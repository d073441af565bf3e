"""Harnesses that are each at fault in one way, around a driver that conforms; served as py:harnesses:Name."""
# ruff: noqa: ARG002  what is overridden has its arguments, whether or not they are read

import os
import signal
import time
from dataclasses import replace
from random import Random

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.certificates import PUBLISHED_ROOT
from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import SharedConnector
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability, Handle, Interface
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.renderer import Renderer
from coppspec.model.codes import HResult, Status
from coppspec.model.constants import ProtectionType
from coppspec.properties.zoo_devices import GivesFifteenRandomBytes
from coppspec.properties.zoo_keys import IssuesKeyZero

FIRST = 1


class AlwaysSucceeds(ReferenceDriver):
    """Whatever is asked: success, and nothing but zeros."""

    code: int = HResult.S_OK

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        return self.code, int(self.code == HResult.S_OK)

    def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
        return self.code, 0

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        return self.code, bytes(16), bytes(64)

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        return self.code

    def command(self, handle: Handle, command: bytes) -> int:
        return self.code

    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        return self.code, bytes(4096)

    def close_video_session(self, handle: Handle) -> int:
        return self.code

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        return self.code, bytes(356)


class AlwaysFails(AlwaysSucceeds):
    code = HResult.E_FAIL


class Echoes(ReferenceDriver):
    """The buffer of the request comes back, whatever the driver wrote."""

    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        code, _ = super().query_status(handle, request)
        return code, request

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        status, returned = super().video_parameters(adapter, buffer, output_length)
        return status, returned and buffer


class DropsTheCodeOfACommand(ReferenceDriver):
    def command(self, handle: Handle, command: bytes) -> int:
        super().command(handle, command)
        return 0


class DropsTheStatusOfARequest(ReferenceDriver):
    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        return 0, super().video_parameters(adapter, buffer, output_length)[1]


class CutsTheResponseShort(ReferenceDriver):
    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        code, response = super().query_status(handle, request)
        return code, response[:256]


class KeepsTheFirstResponse(ReferenceDriver):
    kept = b""

    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        code, response = super().query_status(handle, request)
        self.kept = self.kept or response
        return code, response and self.kept


class ForgetsTheRandomNumber(ReferenceDriver):
    """Hands out a buffer that the driver never wrote to."""

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        code, _, certificates = super().key_exchange(handle)
        return code, bytes(16), certificates


class LosesBitsOfTheHandle(ReferenceDriver):
    """Hands out a pointer, and takes half of it back."""

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        code, opened = super().open_video_session(dev_id, handle)
        return code, opened and opened + (1 << 40)


class OneHandleForAll(ReferenceDriver):
    """Numbers outputs where devices are to be numbered."""

    def __init__(self) -> None:
        super().__init__()
        self.of_output: dict[Handle, Handle] = {}

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        code, opened = super().open_video_session(dev_id, handle)
        if code == HResult.S_OK and dev_id + 1 != opened:
            self.devices[dev_id + 1] = self.devices.pop(opened)
        return code, opened and dev_id + 1


class AppliesNothing(ReferenceDriver):
    def applied(self, output: int, protection_type: int) -> int:
        return 0


class MixesUpWhatIsApplied(ReferenceDriver):
    def applied(self, output: int, protection_type: int) -> int:
        return super().applied(protection_type, output) if protection_type < len(OUTPUTS) else 0


class InjectsNothing(ReferenceDriver):
    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        pass


class KnowsNoEvent(ReferenceDriver):
    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        raise ValueError(f"no event {event}")


class LimitsNothing(ReferenceDriver):
    def limit_keys(self, adapter: int, keys: int) -> None:
        pass


class HasNoRenderer(ReferenceDriver):
    def renderer(self, output: int) -> Renderer:
        raise NotImplementedError("no renderer")


class Unconnected(Renderer):
    def connect(self) -> None:
        """It never opens a device."""


class HasADeadRenderer(ReferenceDriver):
    def __init__(self) -> None:
        super().__init__(renderer=Unconnected)


class DeclaresThePublishedRoot(ReferenceDriver):
    @property
    def root(self) -> RSAPublicNumbers:
        return PUBLISHED_ROOT


class DeclaresAnOutputMore(ReferenceDriver):
    def __init__(self) -> None:
        super().__init__()
        self.outputs = (*OUTPUTS, replace(OUTPUTS[0], connector=9))

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        if dev_id >= len(OUTPUTS):
            return HResult.E_INVALIDARG, 0
        return super().open_video_session(dev_id, handle)


class DeclaresAnAdapterMore(ReferenceDriver):
    def __init__(self) -> None:
        super().__init__()
        self.adapters = (ADAPTERS[0], Adapter(ADAPTERS[1].tv))

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        return (1, b"") if adapter else super().video_parameters(adapter, buffer, output_length)


class DeclaresATypeMore(ReferenceDriver):
    """Says of the VGA output that it has HDCP."""

    def __init__(self) -> None:
        super().__init__()
        self.real, self.outputs = OUTPUTS, tuple(
            replace(each, types=each.types or ProtectionType.COPP_ProtectionType_HDCP) for each in OUTPUTS
        )  # fmt: skip

    def connector(self, output: int) -> SharedConnector:
        of = self.real[output]
        if of.connector not in self._connectors:
            self._connectors[of.connector] = self._new_connector(of, self.options)
        return self._connectors[of.connector]


class DeclaresNonsense(ReferenceDriver):
    outputs = (replace(OUTPUTS[0], key_selection_vector=b"1234"),)
    adapters = ()


THE_ONE = ReferenceDriver()


def never_fresh() -> ReferenceDriver:
    """The same driver each time."""
    return THE_ONE


class KeepsItsLevels(ReferenceDriver):
    """What the devices of earlier tests have set is there for ever."""

    kept: dict[int, SharedConnector] = {}  # noqa: RUF012  that is the fault

    def __init__(self) -> None:
        super().__init__()
        self._connectors = self.kept


class KeepsItsKeys(ReferenceDriver):
    kept: dict[int, object] = {}  # noqa: RUF012  that is the fault

    def __init__(self) -> None:
        super().__init__()
        self._miniports = self.kept  # type: ignore[assignment]  # the same dictionary


class SeedsItsRandomNumbers(ReferenceDriver):
    def __init__(self) -> None:
        super().__init__(random_bytes=Random(FIRST).randbytes)


class Slow(ReferenceDriver):
    seconds = 0.6

    def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
        time.sleep(self.seconds)
        return super().get_certificate_length(handle)

    key_seconds = 0.6

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        time.sleep(self.seconds)
        return super().key_exchange(handle)

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        time.sleep(self.seconds)
        return super().sequence_start(handle, signature)

    def command(self, handle: Handle, command: bytes) -> int:
        time.sleep(self.seconds)
        return super().command(handle, command)


class JustInTime(ReferenceDriver):
    """One of its calls comes near the limit, once."""

    waited = False

    def close_video_session(self, handle: Handle) -> int:
        if not JustInTime.waited:
            JustInTime.waited = True
            time.sleep(0.7)
        return super().close_video_session(handle)


class ReturnsTheWrongKind(ReferenceDriver):
    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        return list(super().key_exchange(handle))  # type: ignore[return-value]  # that is the fault


class CannotBeMadeTwice(ReferenceDriver):
    made = 0

    def __init__(self) -> None:
        super().__init__()
        CannotBeMadeTwice.made += 1
        if CannotBeMadeTwice.made > 3:
            raise RuntimeError("the device is in use")


# Sound harnesses, with drivers that are not.


class Forgetful(COPPDevice):
    def verify_random_number(self, sequence: bytes) -> None:
        """Never compares the random number."""


def forgetful() -> ReferenceDriver:
    return ReferenceDriver(device=Forgetful)


class Deaf(COPPDevice):
    def record(self, event: int) -> None:
        """Reports no event."""


def deaf() -> ReferenceDriver:
    return ReferenceDriver(device=Deaf)


class ForgetsItsTag(COPPDevice):
    def response(self, payload: bytes) -> bytes:
        return super().response(payload)[:-1] + b"\1"


def forgets_its_tag() -> ReferenceDriver:
    return ReferenceDriver(device=ForgetsItsTag)


class AnswersAnotherNonce(COPPDevice):
    def payload(self, request: bytes) -> bytes:
        return bytes(16) + super().payload(request)[16:]


def answers_another_nonce() -> ReferenceDriver:
    return ReferenceDriver(device=AnswersAnotherNonce)


class ClosesAnything(ReferenceDriver):
    def close_video_session(self, handle: Handle) -> int:
        super().close_video_session(handle)
        return HResult.S_OK


class OneNumberForAll(ReferenceDriver):
    def __init__(self) -> None:
        super().__init__(random_bytes=lambda count: b"x" * count)


class CrashesInClose(ReferenceDriver):
    def close_video_session(self, handle: Handle) -> int:
        os._exit(3)


class OpensNothing(ReferenceDriver):
    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        known = dev_id in range(len(OUTPUTS))
        return (HResult.E_OUTOFMEMORY if known else HResult.E_INVALIDARG), 0


def issues_key_zero() -> ReferenceDriver:
    return ReferenceDriver(miniport=IssuesKeyZero)


def gives_fifteen_random_bytes() -> ReferenceDriver:
    return ReferenceDriver(device=GivesFifteenRandomBytes)


class KeysAlone(ReferenceDriver):
    """It has copy-protection sessions and no COPP."""

    capabilities = frozenset(Capability) - {Capability.RENDERER}
    outputs = tuple(replace(each, dual_view=False) for each in OUTPUTS)


class NoDevices(ReferenceDriver):
    """Copy-protection sessions without COPP, declared as such."""

    interfaces = (Interface.VIDEO_PARAMETERS,)
    capabilities = frozenset({Capability.APPLIED})


class LeavesTheBufferAsItWas(NoDevices):
    """It succeeds, and writes nothing where it is to report."""

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        status, returned = super().video_parameters(adapter, buffer, output_length)
        return status, returned and buffer


class SetsNoInformation(NoDevices):
    """It writes its answer, and does not say how long it is, so that nothing is copied to the caller."""

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        return super().video_parameters(adapter, buffer, output_length)[0], b""


class ShowsNoLevelOfKeys(NoDevices):
    def applied(self, output: int, protection_type: int) -> int:
        return 0


class CrashesAtOnce(ReferenceDriver):
    """In all that it is asked with a handle."""

    def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
        raise KeyError(handle)

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        raise KeyError(handle)

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        raise KeyError(handle)

    def command(self, handle: Handle, command: bytes) -> int:
        raise KeyError(handle)


class ReportsMoreTypes(ReferenceDriver):
    """Sound: a connector that has DPCP too, which is reported and never set (Q42)."""

    outputs = (replace(OUTPUTS[0], types=OUTPUTS[0].types | 16), *OUTPUTS[1:])


class RefusesEverything(ReferenceDriver):
    """Wrong, behind a sound harness: no device opens, and every request is refused."""

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        return HResult.DDERR_UNSUPPORTEDMODE, 0

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        return Status.ERROR_INVALID_FUNCTION, b""


class TakesEveryRequest(NoDevices):
    """Wrong, behind a sound harness: NO_ERROR, and the buffer as it was, whatever is asked."""

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        return Status.NO_ERROR, buffer


class IsKilled(ReferenceDriver):
    """Wrong, or somebody else's doing."""

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0
