"""Correct drivers that make their checks in another order: no prose fixes the order of the tables (Q10)."""

from coppspec.driver import mac
from coppspec.driver.device import COPPDevice
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.refusal import Refused
from coppspec.driver.television import ulong
from coppspec.model.codes import HResult
from coppspec.model.constants import RSA_MODULUS_BYTES
from coppspec.model.layouts import (
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusInput,
)
from coppspec.model.tvout import VPFlags


class LooksAtSizesBeforeTheState(COPPDevice):
    """Does as the documents' display driver: it checks sizes before it passes a call on (COPP-104)."""

    def sequence_start(self, signature: bytes) -> None:
        """The size first."""
        self.verify_size(signature, RSA_MODULUS_BYTES)
        super().sequence_start(signature)

    def command(self, command: bytes) -> None:
        """The size first."""
        self.verify_size(command, DXVA_COPPCommand.size)
        super().command(command)

    def query_status(self, request: bytes) -> bytes:
        """The size first."""
        self.verify_size(request, DXVA_COPPStatusInput.size)
        return super().query_status(request)


class ChecksTheTagBeforeTheNumber(COPPDevice):
    """Looks at nothing in a command before it knows that it is authentic."""

    def verify_command_number(self, command: bytes) -> None:
        """The tag first."""
        super().verify_command_tag(command)
        super().verify_command_number(command)


class ChecksTheTagLast(COPPDevice):
    """Looks at what a command asks for before it looks who asks."""

    def verify_command_tag(self, command: bytes) -> None:
        """The rest first: nothing of it has an effect."""
        data = DXVA_COPPCommand.get_bytes(command, "CommandData")
        if DXVA_COPPCommand.get_ulong(command, "cbSizeData") < 64:  # it is no set signaling
            protection_type = DXVA_COPPSetProtectionLevelCmdData.get_ulong(data, "ProtType")
            self.verify_type(protection_type)
            self.verify_level(
                protection_type, DXVA_COPPSetProtectionLevelCmdData.get_ulong(data, "ProtLevel")
            )
        if not self.connector.output.standards and self.smallest_data_is_of_a_signal(command):
            raise Refused(HResult.E_INVALIDARG)
        if not mac.is_authentic(self.session_key, command):
            raise Refused(HResult.E_UNEXPECTED)

    def smallest_data_is_of_a_signal(self, command: bytes) -> bool:
        """Whether a command sets the signal."""
        return self.smallest_data(DXVA_COPPCommand.get_guid(command, "guidCommandID")) > 16


class LooksAtTheResolutionBeforeTheLevel(COPPDevice):
    """Asks whether a type can be protected in this mode before it asks how much."""

    def verify_level(self, protection_type: int, level: int) -> None:
        """The resolution first."""
        self.verify_resolution(protection_type, level)
        super().verify_level(protection_type, level)


class LooksAtTheIdentifierBeforeTheLength(CopyProtectionMiniport):
    """Asks what a buffer is before it asks whether it is whole."""

    def verify_input_length(self, buffer: bytes) -> None:
        """The identifier first, as far as there is one."""
        if len(buffer) >= 16:
            self.verify_identifier(buffer.ljust(356, b"\0"))
        super().verify_input_length(buffer)


class LooksForAKeyBeforeTheFields(CopyProtectionMiniport):
    """Finds that no key is left before it finds what else is wrong with an activation."""

    def activate(self, buffer: bytes) -> bytes:
        """The key first; a request without a type or with undefined bits is refused all the same."""
        self.verify_a_key_is_left()
        return super().activate(buffer)


class LooksAtTheCommandBeforeTheHardware(CopyProtectionMiniport):
    """Refuses what is no copy-protection command, also where there is nothing to protect with."""

    def decide(self, buffer: bytes) -> bytes:
        """The command first."""
        if ulong(buffer, "dwFlags") & VPFlags.VP_FLAGS_COPYPROTECT:
            self.verify_one_command(buffer)
        return super().decide(buffer)


OTHER_ORDERS: tuple[type[COPPDevice | CopyProtectionMiniport], ...] = (
    LooksAtSizesBeforeTheState,
    ChecksTheTagBeforeTheNumber,
    ChecksTheTagLast,
    LooksAtTheResolutionBeforeTheLevel,
    LooksAtTheIdentifierBeforeTheLength,
    LooksForAKeyBeforeTheFields,
    LooksAtTheCommandBeforeTheHardware,
)
"""Each breaks nothing."""
