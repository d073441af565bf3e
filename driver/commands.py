"""The commands of a COPP device: the checks in the order of the documents' sample, then the effect."""

from uuid import UUID

from coppspec.driver import mac
from coppspec.driver.levels import ACP, CGMSA, HDCP, REDISTRIBUTION
from coppspec.driver.refusal import Refused
from coppspec.driver.session import ProtectedSession
from coppspec.model.codes import HResult
from coppspec.model.constants import (
    CGMSA_SETTABLE_LEVELS,
    COPP_ImageAspectRatio_EN300294_Mask,
    COPP_NoProtectionLevelAvailable,
    DXVA_COPPSetProtectionLevel,
    DXVA_COPPSetSignaling,
    ProtectionType,
    StatusFlags,
)
from coppspec.model.layouts import (
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPSetSignalingCmdData,
)

LEVELS = {HDCP: (0, 1), ACP: (0, 1, 2, 3), CGMSA: CGMSA_SETTABLE_LEVELS}
"""The levels that can be set (COPP-602, Q19)."""
COMMAND_DATA = {
    DXVA_COPPSetProtectionLevel: DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPSetSignaling: DXVA_COPPSetSignalingCmdData,
}
COMMAND_AREA = DXVA_COPPCommand.field("CommandData").size


class CommandedSession(ProtectedSession):
    """A protected session that takes commands."""

    def command(self, command: bytes) -> None:
        """COPPCommand: the checks in the order of the sample (COPP-165)."""
        self.verify_active_for_command()
        self.verify_command_input(command)
        self.verify_command_number(command)
        if self.options.advance_on_failure == "every match":
            self.use_up_the_command_number()
        self.verify_command_identifier(command)
        self.verify_command_data_size(command)
        self.verify_command_tag(command)
        if self.options.bytes_after_data == "zero":
            self.verify_zeros_behind_the_data(command)
        self.obey(command)
        if self.options.advance_on_failure == "accepted messages":
            self.use_up_the_command_number()

    def use_up_the_command_number(self) -> None:
        """The next command is due under the next number (COPP-431, COPP-434)."""
        self.command_number = self.following(self.command_number)

    def obey(self, command: bytes) -> None:
        """Do what an authentic command says."""
        data = DXVA_COPPCommand.get_bytes(command, "CommandData")
        if DXVA_COPPCommand.get_guid(command, "guidCommandID") == DXVA_COPPSetProtectionLevel:
            self.verify_extended_fields(data)
            protection_type = DXVA_COPPSetProtectionLevelCmdData.get_ulong(data, "ProtType")
            level = DXVA_COPPSetProtectionLevelCmdData.get_ulong(data, "ProtLevel")
            if protection_type or self.options.set_level_type == "refused":
                self.set_protection_level(protection_type, self.released(level))
        else:
            standard = DXVA_COPPSetSignalingCmdData.get_ulong(data, "ActiveTVProtectionStandard")
            self.verify_standard(standard)
            self.set_signal(standard, self.aspect_ratio(data))

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """Move this device from its level of one type to another (COPP-603, COPP-609)."""
        self.verify_type(protection_type)
        self.verify_level(protection_type, level)
        self.verify_redistribution(protection_type, level)
        self.verify_resolution(protection_type, level)
        self.verify_authentication(protection_type, level)
        failed = self.connector.must_authenticate(protection_type, level) and not self.connector.authenticates
        named = ProtectionType(protection_type)
        old, self.levels[named] = self.levels[named], level
        self.connector.move(named, old, level)
        if failed:
            self.lose_authentication()

    def lose_authentication(self) -> None:
        """HDCP stays off although it is wanted, and an error or the next response says so (Q47, COPP-808)."""
        self.connector.give_up()
        if self.options.hdcp_failure == "in the command, moved":
            raise Refused(HResult.E_FAIL)
        self.flags |= StatusFlags.COPP_LinkLost

    def released(self, level: int) -> int:
        """The level that is meant: no level at all can stand for level 0 (Q17)."""
        releases = self.options.no_level_as_input == "release" and level == COPP_NoProtectionLevelAvailable
        return 0 if releases else level

    def aspect_ratio(self, data: bytes) -> int:
        """What stays of the aspect ratio where the change mask does not name a bit (COPP-621, COPP-622)."""
        mask = DXVA_COPPSetSignalingCmdData.get_ulong(data, "AspectRatioChangeMask1")
        mask &= COPP_ImageAspectRatio_EN300294_Mask
        wanted = DXVA_COPPSetSignalingCmdData.get_ulong(data, "AspectRatioData1")
        return (self.signal()[1] & ~mask) | (wanted & mask)

    def set_signal(self, standard: int, aspect_ratio: int) -> None:
        """The signal is that of the connector, or each device has its own (COPP-621, X04)."""
        if self.options.signal_scope == "connector":
            self.connector.set_signal(standard, aspect_ratio)
        else:
            self.own_signal = standard, aspect_ratio

    def signal(self) -> tuple[int, int]:
        """The TV protection standard and the aspect ratio that this session sees (COPP-708, X04)."""
        if self.options.signal_scope == "connector":
            return self.connector.standard, self.connector.aspect_ratio
        return self.own_signal

    # The checks, in their order.

    def verify_command_input(self, command: bytes) -> None:
        """The display driver passes on no command that is too short (COPP-104)."""
        self.verify_size(command, DXVA_COPPCommand.size)

    def verify_command_number(self, command: bytes) -> None:
        """The number is exactly the one that is due (COPP-432)."""
        if DXVA_COPPCommand.get_ulong(command, "dwSequence") != self.command_number:
            raise Refused(HResult.E_INVALIDARG)

    def verify_command_identifier(self, command: bytes) -> None:
        """There are two commands (COPP-162)."""
        if DXVA_COPPCommand.get_guid(command, "guidCommandID") not in COMMAND_DATA:
            raise Refused(HResult.E_INVALIDARG)

    def verify_command_data_size(self, command: bytes) -> None:
        """The data fills its structure at least, and its area at most (Q13)."""
        smallest = self.smallest_data(DXVA_COPPCommand.get_guid(command, "guidCommandID"))
        size = DXVA_COPPCommand.get_ulong(command, "cbSizeData")
        too_large = size > COMMAND_AREA and self.options.data_size_limit == "at most 4056"
        if size < smallest or too_large:
            raise Refused(HResult.E_INVALIDARG)

    def smallest_data(self, command: UUID) -> int:
        """The size of the structure that goes with a command (COPP-167)."""
        return COMMAND_DATA[command].size if command in COMMAND_DATA else 0

    def verify_command_tag(self, command: bytes) -> None:
        """The tag is that of all bytes behind it, under the session key (COPP-421, COPP-425)."""
        if not mac.is_authentic(self.session_key, command):
            if self.options.bad_command_mac == "session ends":
                self.end()
            invalid = self.options.bad_command_mac == "invalid argument"
            raise Refused(HResult.E_INVALIDARG if invalid else HResult.E_UNEXPECTED)

    def verify_zeros_behind_the_data(self, command: bytes) -> None:
        """Nothing stands behind the data (Q12)."""
        size = DXVA_COPPCommand.get_ulong(command, "cbSizeData")
        if any(DXVA_COPPCommand.get_bytes(command, "CommandData")[size:]):
            raise Refused(HResult.E_INVALIDARG)

    def verify_extended_fields(self, data: bytes) -> None:
        """The extended fields of a level command are zero, where that is asked for (Q32)."""
        fields = ("ExtendedInfoChangeMask", "ExtendedInfoData")
        used = any(DXVA_COPPSetProtectionLevelCmdData.get_ulong(data, name) for name in fields)
        if used and self.options.extended_level_fields == "refused":
            raise Refused(HResult.E_INVALIDARG)

    def verify_type(self, protection_type: int) -> None:
        """The command names one type, and the connector supports it (COPP-163, Q18)."""
        if protection_type not in self.levels:
            raise Refused(HResult.E_INVALIDARG)

    def verify_level(self, protection_type: int, level: int) -> None:
        """It is a level of that type (COPP-602, Q17, Q19)."""
        if level not in LEVELS[ProtectionType(protection_type)]:
            raise Refused(HResult.E_INVALIDARG)

    def verify_redistribution(self, protection_type: int, level: int) -> None:
        """Redistribution control can be enabled where it is asked for (COPP-619)."""
        asked = protection_type == CGMSA and level & REDISTRIBUTION
        if asked and not self.connector.output.redistribution:
            raise Refused(HResult.E_INVALIDARG)

    def verify_resolution(self, protection_type: int, level: int) -> None:
        """The display mode is not too big for the type (COPP-164, Q52)."""
        excepted = level == 0 and self.options.toobigsize_level0 == "levels above 0"
        if protection_type & self.connector.mode.too_big_for and not excepted:
            raise Refused(HResult.DDERR_TOOBIGSIZE)

    def verify_authentication(self, protection_type: int, level: int) -> None:
        """A display can be authenticated where HDCP is to be switched on, or the device says later (X11)."""
        must = self.connector.must_authenticate(protection_type, level)
        if must and not self.connector.authenticates and self.options.hdcp_failure == "in the command":
            raise Refused(HResult.E_FAIL)

    def verify_standard(self, standard: int) -> None:
        """The standard is none, or one of those that the connector can signal by, or several (Q15, Q16)."""
        available = self.connector.output.standards
        several = standard & (standard - 1) and self.options.signalling_standard == "one standard"
        if not available or standard & ~available or several:
            raise Refused(HResult.E_INVALIDARG)
