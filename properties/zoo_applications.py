"""Wrong applications: each leaves out one thing that an application has to do."""

import secrets
from collections.abc import Collection
from typing import ClassVar
from uuid import UUID

from coppspec.driver import mac
from coppspec.driver.application import Application, SessionError
from coppspec.model.codes import HResult
from coppspec.model.constants import NONCE_BYTES, SEQUENCE_NUMBERS, ProtectionType, StatusFlags
from coppspec.model.layouts import DXVA_COPPStatusInput, DXVA_COPPStatusOutput, Layout

LENGTH, TAG, SIZE, NONCE = "length", "tag", "size", "nonce"


class CarelessApplication(Application):
    """Asks as the right one does, but leaves out some of the checks of a response."""

    leaves_out: ClassVar[Collection[str]] = ()

    def ask(self, request: UUID, layout: Layout, data: bytes = b"") -> bytes:
        """The payload, after the checks that are left."""
        nonce = self.nonce()
        message = DXVA_COPPStatusInput.pack(
            rApp=nonce,
            guidStatusRequestID=request,
            dwSequence=self.status_number,
            cbSizeData=len(data),
            StatusData=data,
        )
        code, response = self.renderer.protection_status(message)
        if code != HResult.S_OK:
            raise SessionError("the request is refused")
        self.status_number = (self.status_number + 1) % SEQUENCE_NUMBERS
        padded = response.ljust(DXVA_COPPStatusOutput.size, b"\0")
        payload = DXVA_COPPStatusOutput.get_bytes(padded, "COPPStatus")
        right = {
            LENGTH: len(response) == DXVA_COPPStatusOutput.size,
            TAG: mac.is_authentic(self.session_key, padded),
            SIZE: DXVA_COPPStatusOutput.get_ulong(padded, "cbSizeData") == layout.size,
            NONCE: layout.get_bytes(payload, "rApp") == nonce,
        }
        if not all(right[each] for each in right if each not in self.leaves_out):
            raise SessionError("the response is not to be trusted")
        self.react(StatusFlags(layout.get_ulong(payload, "dwFlags")))
        return payload

    def nonce(self) -> bytes:
        """Fresh for every request (COPP-445)."""
        return secrets.token_bytes(NONCE_BYTES)


class TakesAResponseOfAnyLength(CarelessApplication):
    """Does not look at how much it got."""

    leaves_out = (LENGTH, TAG)


class NeverLooksAtATag(CarelessApplication):
    """Takes what anybody says for what the driver says (COPP-441)."""

    leaves_out = (TAG,)


class NeverComparesANonce(CarelessApplication):
    """Takes an old response for a new one (COPP-442)."""

    leaves_out = (NONCE,)


class UsesOneNonceForAllRequests(CarelessApplication):
    """Has a nonce that is not used once (COPP-445)."""

    def nonce(self) -> bytes:
        """The same for every request."""
        return bytes(NONCE_BYTES)


class UsesTheNonceOfARefusedRequestAgain(CarelessApplication):
    """Sends a request again as it was (COPP-445)."""

    def nonce(self) -> bytes:
        """The same for the same number."""
        return self.status_number.to_bytes(NONCE_BYTES, "little")


class TakesACommandForDone(Application):
    """Does not ask whether a level is in effect (COPP-446)."""

    def confirm(self, protection_type: ProtectionType) -> None:
        """Nothing is asked."""


class IgnoresEvents(Application):
    """Plays on, whatever happens to the link (COPP-443)."""

    def react(self, flags: StatusFlags) -> None:
        """Nothing is done."""


class GoesOnWithoutALink(Application):
    """Knows one of the two flags (COPP-443)."""

    def react(self, flags: StatusFlags) -> None:
        """Only the other one."""
        super().react(flags & ~StatusFlags.COPP_LinkLost)


class LeavesItsLevelsWhenTheConnectorChanges(Application):
    """Knows one of the two flags (COPP-443, Q26)."""

    def react(self, flags: StatusFlags) -> None:
        """Only the other one."""
        super().react(flags & StatusFlags.COPP_LinkLost)


class BreaksDownAtARefusal(Application):
    """Has an exception of its own for what the driver refuses."""

    def ask(self, request: UUID, layout: Layout, data: bytes = b"") -> bytes:
        """As it should be, with another exception."""
        try:
            return super().ask(request, layout, data)
        except SessionError as error:
            if "answered with" in str(error):
                raise RuntimeError(str(error)) from error
            raise
