"""Wrong renderers: each overrides one method of the reference driver's renderer."""

from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.renderer import Renderer
from coppspec.model.codes import HResult
from coppspec.properties.zoo import RENDERER, RENDERERS, WITHOUT_COPP, WrongDriver


class OpensItsDeviceInKeyExchange(Renderer):
    """Does not wait until it is connected."""

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """Opens, if nobody did."""
        self.connect()
        return super().key_exchange()


class AnswersUnexpectedToKeyExchangeWithoutADevice(Renderer):
    """Does not tell an application that there is no hardware, although the call is in order."""

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """Another code."""
        return super().key_exchange() if self.handle else (HResult.E_UNEXPECTED, b"", b"")


class AnswersNotImplementedWithoutADevice(Renderer):
    """Has a code of its own where there is no hardware."""

    def protection_status(self, request: bytes) -> tuple[int, bytes]:
        """Another code."""
        return super().protection_status(request) if self.handle else (HResult.E_NOTIMPL, b"")


class SaysThatThereIsNoHardwareWhereThereIsCOPP(Renderer):
    """Never opens its device."""

    def connect(self) -> None:
        """Does nothing."""


class TakesACommandWithoutCOPP(Renderer):
    """Says that a level is set where nothing can set one."""

    def protection_command(self, command: bytes) -> int:
        """Always a success."""
        return super().protection_command(command) if self.handle else HResult.S_OK


class OpensADeviceWithoutCOPP(ReferenceDriver):
    """Forgets that a display device lacks COPP."""

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """Opens on another output where it has to refuse."""
        return super().open_video_session(dev_id if self.outputs[dev_id].copp else 0, handle)


class SaysThatThereIsNoHardwareForEveryRefusal(Renderer):
    """Hides the driver's answer."""

    def passed_on(self, code: int) -> int:
        """One code for all."""
        return HResult.VFW_E_NO_COPP_HW if code else code


class TurnsEveryRefusalIntoUnexpected(Renderer):
    """Passes on whether the driver refused, and not how."""

    def passed_on(self, code: int) -> int:
        """One code for all."""
        return HResult.E_UNEXPECTED if code else code


class SkipsTheCertificateLength(Renderer):
    """Asks for the keys alone."""

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """Without the step before."""
        return self.driver.key_exchange(self.handle) if self.handle else super().key_exchange()


class MakesANewDeviceForASecondKeyExchange(Renderer):
    """Begins again, and ends the session that was there."""

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """Closes and opens before it fails."""
        answer = super().key_exchange()
        if answer[0] == HResult.E_UNEXPECTED:
            self.release()
            self.connect()
            return super().key_exchange()
        return answer


class LeavesItsDeviceOpen(Renderer):
    """Forgets to close the device when it is released."""

    def release(self) -> None:
        """The handle alone is gone."""
        self.handle = 0


class ClosesEveryDeviceWhenItIsReleased(Renderer):
    """Takes the end of one renderer for the end of all."""

    def release(self) -> None:
        """Every handle that there can be."""
        super().release()
        for handle in range(8):
            self.driver.close_video_session(handle)


class OpensALostDeviceAgain(Renderer):
    """Builds a new session by itself."""

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """With another device, if the first one is lost."""
        answer = super().key_exchange()
        lost = self.handle and self.driver.get_certificate_length(self.handle)[0] == HResult.E_POINTER
        if answer[0] and lost:
            self.handle = 0
            self.connect()
            return super().key_exchange()
        return answer


# fmt: off
WRONG_RENDERERS = (
    WrongDriver(OpensItsDeviceInKeyExchange, RENDERER, 1, ("COPP-206", "COPP-211", "Q23")),
    WrongDriver(AnswersUnexpectedToKeyExchangeWithoutADevice, RENDERER, 1, ("COPP-206",)),
    WrongDriver(AnswersNotImplementedWithoutADevice, RENDERER, 1, ("COPP-206",)),
    WrongDriver(
        SaysThatThereIsNoHardwareWhereThereIsCOPP, RENDERER, 2, ("COPP-206", "COPP-210", "COPP-211", "COPP-212")
    ),
    WrongDriver(TakesACommandWithoutCOPP, WITHOUT_COPP, 1, ("COPP-206",)),
    WrongDriver(OpensADeviceWithoutCOPP, WITHOUT_COPP, 2, ("COPP-206",)),
    WrongDriver(SaysThatThereIsNoHardwareForEveryRefusal, RENDERER, 2, ("COPP-206", "COPP-212")),
    WrongDriver(TurnsEveryRefusalIntoUnexpected, RENDERER, 3, ("COPP-212", "COPP-104")),
    WrongDriver(SkipsTheCertificateLength, RENDERER, 2, ("COPP-210",)),
    WrongDriver(MakesANewDeviceForASecondKeyExchange, RENDERER, 3, ("COPP-213",)),
    WrongDriver(LeavesItsDeviceOpen, RENDERER, 5, ("COPP-184", "COPP-181")),
    WrongDriver(ClosesEveryDeviceWhenItIsReleased, RENDERERS, 5, ("COPP-612", "COPP-181", "COPP-611")),
    WrongDriver(OpensALostDeviceAgain, RENDERER, 3, ("Q24",)),
)
# fmt: on
