"""The VIDEOPARAMETERS miniport of the reference driver, written from the clauses: one for each adapter.

Every check is one small method, named for what it verifies; what it protects is in the classes below it.
"""

from collections.abc import Mapping
from typing import Any

from coppspec.driver.keys import IssuedKeys
from coppspec.driver.protection_commands import CommandedProtection
from coppspec.driver.refusal import Refused
from coppspec.driver.television import ulong
from coppspec.model.codes import Status
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import VIDEOPARAMETERS_GUID, VPCommand, VPFlags

Memory = tuple[list[dict[str, Any]], IssuedKeys]
"""What a SET can change: the state of every adapter of the driver, and the keys that were issued."""
BY_THE_RESULT = "refused by the resulting count"
"""A standard without protection is refused for the sessions that are on after the request (A-22, X09)."""


class CopyProtectionMiniport(CommandedProtection):
    """An adapter as a request for VIDEOPARAMETERS and the events of a test bench reach it."""

    hardware_fails = False
    """Whether a level cannot be written to the outputs while the next request lasts (VPCP-403)."""

    def video_parameters(self, buffer: bytes, output_length: int) -> bytes:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS: what is copied to the caller (VPCP-107)."""
        try:
            self.verify_served()
            self.verify_input_length(buffer)
            self.verify_output_length(output_length)
            return self.answer(buffer[: VIDEOPARAMETERS.size])
        finally:
            self.hardware_fails = False

    def answer(self, buffer: bytes) -> bytes:
        """The checks in the order of VPCP-110, of a structure that is there as a whole."""
        self.verify_identifier(buffer)
        self.verify_command(buffer)
        if ulong(buffer, "dwCommand") == VPCommand.VP_COMMAND_GET:
            return self.get(buffer)
        return self.set(buffer)

    def get(self, buffer: bytes) -> bytes:
        """VP_COMMAND_GET: changes nothing, and leaves a key as it came (VPCP-200, VPCP-207)."""
        settings = self.settings()
        if self.options.get_flags_input == "filter":
            settings = self.asked_for(settings, ulong(buffer, "dwFlags"))
        returned = VIDEOPARAMETERS.put(buffer, **settings)
        if settings["dwFlags"] & VPFlags.VP_FLAGS_COPYPROTECT:
            return VIDEOPARAMETERS.put(returned, bOEMCopyProtection=self.reported_oem_data())
        return returned

    def asked_for(self, settings: Mapping[str, int], flags: int) -> dict[str, int]:
        """Of the settings, those whose flags were passed in (A-09)."""
        others = [fields for flag, fields in self.fields().items() if flag & self.tv.flags & ~flags]
        left_out = {name for fields in others for name in fields}
        kept = {name: value for name, value in settings.items() if name not in left_out}
        return kept | {"dwFlags": settings["dwFlags"] & flags}

    def set(self, buffer: bytes) -> bytes:
        """VP_COMMAND_SET: everything is checked before anything is applied (VPCP-308)."""
        self.verify_flags(buffer)
        flags = ulong(buffer, "dwFlags")
        try:
            self.verify_output_is_available(buffer, flags)
        except Refused:
            if self.options.unavailable_output == "refused":
                raise
            meant = flags & ~(VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD)
            returned = self.set(VIDEOPARAMETERS.put(buffer, dwFlags=meant))
            return VIDEOPARAMETERS.put(returned, dwFlags=flags)
        if self.options.unprotectable_standard == "refused":
            self.verify_standard_can_be_protected(buffer)
        can_be_taken_back = self.hardware_fails or self.options.unprotectable_standard == BY_THE_RESULT
        return self.attempt(buffer) if can_be_taken_back else self.apply(buffer)

    def apply(self, buffer: bytes) -> bytes:
        """Do what is asked for; a picture that begins has the level that results at once (VPCP-309)."""
        returned = self.decide(buffer)
        self.bring_up_to_date()
        return returned

    def decide(self, buffer: bytes) -> bytes:
        """All that a SET does but for the hardware; the last checks are those of the command on sessions."""
        if ulong(buffer, "dwFlags") & VPFlags.VP_FLAGS_COPYPROTECT and self.has_protection():
            returned = self.protect(buffer)
        else:
            returned = buffer
        was_on = self.is_on()
        self.set_television(buffer)
        if was_on and not self.is_on() and self.options.tv_off == "keys die":
            self.end_every_session()
        return returned

    # What is taken back.

    def fail_once(self) -> None:
        """The next request meets hardware that fails, whether or not it comes to the hardware."""
        self.hardware_fails = True

    def attempt(self, buffer: bytes) -> bytes:
        """A SET that leaves nothing behind if its result is refused (VPCP-403)."""
        before = self.remembered()
        returned = self.decide(buffer)
        try:
            self.verify_result(buffer)
        except Refused:
            self.recall(before)
            raise
        self.bring_up_to_date()
        return returned

    def remembered(self) -> Memory:
        """All that a SET can change."""
        own_copies = ({"levels": dict(each.levels), "picture": dict(each.picture)} for each in self.image)
        states = [vars(each) | copies for each, copies in zip(self.image, own_copies, strict=True)]
        return states, self.issued.copy()

    def recall(self, before: Memory) -> None:
        """Come back to that: no key exists, and nothing is counted (VPCP-403, VPCP-INV5)."""
        states, issued = before
        for each, state in zip(self.image, states, strict=True):
            vars(each).update(state)
        self.issued.restore(issued)

    # The checks.

    def verify_result(self, buffer: bytes) -> None:
        """What results can be protected (A-22), and a level that changes reaches the hardware (VPCP-403)."""
        if self.options.unprotectable_standard == BY_THE_RESULT:
            self.verify_standard_can_be_protected(buffer)
        if self.hardware_fails and self.output_level() != self.hardware:
            raise Refused(Status.ERROR_BUSY)

    def verify_output_is_available(self, buffer: bytes, flags: int) -> None:
        """The TV mode and standard that are named are available (X02)."""
        if flags & VPFlags.VP_FLAGS_TV_MODE:
            self.verify_mode(buffer)
        if flags & VPFlags.VP_FLAGS_TV_STANDARD:
            self.verify_standard(buffer)

    def verify_served(self) -> None:
        """The miniport handles the control code (VPCP-100, VPCP-101)."""
        if not self.adapter.is_served:
            raise Refused(Status.ERROR_INVALID_FUNCTION)

    def verify_input_length(self, buffer: bytes) -> None:
        """The buffer holds a whole structure (VPCP-103)."""
        if len(buffer) < VIDEOPARAMETERS.size:
            raise Refused(Status.ERROR_INSUFFICIENT_BUFFER)

    def verify_output_length(self, output_length: int) -> None:
        """The caller has room for a whole structure (VPCP-103, A-14)."""
        more_data = self.options.short_output_status == "more data"
        if output_length < VIDEOPARAMETERS.size:
            raise Refused(Status.ERROR_MORE_DATA if more_data else Status.ERROR_INSUFFICIENT_BUFFER)

    def verify_identifier(self, buffer: bytes) -> None:
        """The structure says that it is one (VPCP-104, VPCP-105)."""
        if VIDEOPARAMETERS.get_guid(buffer, "Guid") != VIDEOPARAMETERS_GUID:
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_command(self, buffer: bytes) -> None:
        """The command is to get or to set (VPCP-106)."""
        if ulong(buffer, "dwCommand") not in tuple(VPCommand):
            raise Refused(Status.ERROR_INVALID_PARAMETER)
