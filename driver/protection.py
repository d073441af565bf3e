"""What protects the outputs of an adapter: its sessions, their count, the level, and how events change it.

It is written from the clauses. Every effect is one small method.
"""

from collections.abc import Callable

from coppspec.driver.adapters import Adapter
from coppspec.driver.keys import IssuedKeys
from coppspec.driver.options import Options
from coppspec.driver.television import Television, lowest_bit
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import VPFlags

NO_OEM_DATA = bytes(VIDEOPARAMETERS.field("bOEMCopyProtection").size)
OPM_ORDER = (0, 1, 3, 2)
"""Levels from the weakest to the strongest, as the successor has it (A-02)."""


class AnalogProtection(Television):
    """A TV output with the sessions that protect it.

    Args:
        adapter: what the adapter can do.
        options: the reading of the silent points.
        issued: the keys that the driver has issued, on all of its adapters.
        image: what protects the outputs of all adapters of the driver; this one joins them.
        copp_level: the highest level of ACP that COPP devices hold on a connector of the adapter.
    """

    def __init__(
        self,
        adapter: Adapter,
        options: Options,
        issued: IssuedKeys,
        image: "list[AnalogProtection]",
        copp_level: Callable[[], int],
    ) -> None:
        super().__init__(adapter, options)
        self.issued = issued
        self.image = image
        self.image.append(self)
        self.copp_level = copp_level
        self.levels: dict[int, int] = {}
        """The level of every live key; 0 while its session is turned off."""
        self.count = 0
        """How many sessions are on (VPCP-553)."""
        self.last_level = 0
        """The last level above 0 that was set."""
        self.oem_data = NO_OEM_DATA
        """The vendor's own data, where they are stored (A-20)."""
        self.in_boot_mode = False
        """Whether the hardware was reset, and no mode is set since (VPCP-661)."""
        self.is_awake = True
        """Whether the adapter has its power (VPCP-662)."""
        self.hardware = 0
        """The level that is written to the adapter's outputs."""

    # The sessions.

    def begin(self, key: int, level: int) -> None:
        """A session begins (VPCP-401)."""
        self.levels[key] = level
        self.count_activation(level)

    def set_level(self, key: int, level: int) -> None:
        """A session goes to another level (VPCP-410)."""
        before = self.levels[key]
        self.levels[key] = level
        self.count_change(before, level)

    def end(self, key: int) -> int:
        """Take a key out of the live ones; the level that it held."""
        self.release(key)
        return self.levels.pop(key)

    def release(self, key: int) -> None:
        """A key that dies is gone for good, or waits to be issued again (VPCP-503, A-05)."""
        if self.options.key_reuse == "after quarantine":
            self.issued.free(key)

    def end_every_session(self) -> None:
        """All keys die together with the count (VPCP-664, A-04, A-18 to A-18d)."""
        for key in self.levels:
            self.release(key)
        self.levels.clear()
        self.count = 0

    def keep(self, level: int, oem_data: bytes) -> None:
        """Remember what a successful ACTIVATE or CHANGE brought, for two readings (A-02, A-20)."""
        self.last_level = level or self.last_level
        self.oem_data = oem_data

    def holder(self, key: int) -> "AnalogProtection":
        """The adapter whose session a key names: this one, or one of the same image (VPCP-502, A-16)."""
        if key not in self.levels and self.options.key_scope == "loaded image":
            return next((each for each in self.image if key in each.levels), self)
        return self

    # The count: it changes when a session goes on or off, and with nothing else (VPCP-555).

    def count_activation(self, level: int) -> None:
        """A session begins (VPCP-401, VPCP-402)."""
        self.count += level > 0

    def count_change(self, before: int, after: int) -> None:
        """A session goes from one level to another (VPCP-411 to VPCP-413)."""
        self.count += (after > 0) - (before > 0)

    def count_deactivation(self, level: int) -> None:
        """A session ends (VPCP-420, VPCP-422)."""
        self.count -= level > 0

    # The level.

    def resulting_level(self) -> int:
        """The join of the levels of all sessions, and none at a count of 0 (VPCP-554, VPCP-605)."""
        return self.joined_level() if self.count > 0 else 0

    def joined_level(self) -> int:
        """One level out of those of all sessions, as the reading of their order says (A-02)."""
        if self.options.level_join == "last writer":
            return self.last_level
        numeric = self.options.level_join == "numeric maximum"
        return max(
            self.levels.values(), default=0, key=lambda level: level if numeric else OPM_ORDER.index(level)
        )

    def output_level(self) -> int:
        """The level that the adapter's outputs are to have: none where nothing can show it (VPCP-651)."""
        return self.resulting_level() if self.shows_protection() else 0

    def shows_protection(self) -> bool:
        """Whether the hardware works, and the TV output is on in a standard that can be protected."""
        works = self.is_awake and not self.in_boot_mode
        return works and self.is_on() and bool(self.standard & self.tv.protected)

    def bring_up_to_date(self) -> None:
        """Write the level to the outputs, which is worked out anew each time (VPCP-606, VPCP-INV3)."""
        self.hardware = self.output_level()

    # What happens to an adapter.

    def set_mode(self) -> None:
        """A display mode is set, and the level with it (VPCP-660)."""
        if self.options.mode_set == "keys die":
            self.end_every_session()
        self.in_boot_mode = False
        self.bring_up_to_date()

    def reset_device(self) -> None:
        """IOCTL_VIDEO_RESET_DEVICE: the hardware shows nothing until a mode is set (VPCP-661)."""
        if self.options.device_reset == "keys die":
            self.end_every_session()
        self.in_boot_mode = True
        self.bring_up_to_date()

    def power_down(self) -> None:
        """The adapter loses its power, and the hardware what was written to it (VPCP-662)."""
        if self.options.power_transition == "keys die":
            self.end_every_session()
        self.is_awake = False
        self.bring_up_to_date()

    def power_up(self) -> None:
        """The adapter has its power again, and the level is in force before a picture is (VPCP-662)."""
        self.is_awake = True
        self.bring_up_to_date()

    def restart(self) -> None:
        """The driver stops and starts again: all keys die, and protection with them (VPCP-664)."""
        self.end_every_session()
        self.oem_data = NO_OEM_DATA
        self.in_boot_mode, self.is_awake = False, True
        if self.options.tv_after_restart == "as at first":
            self.start_television()
        self.bring_up_to_date()

    # What GET reports beside the TV output.

    def fields(self) -> dict[VPFlags, dict[str, int]]:
        """The fields that belong to each flag; the level is none of them as a rule (VPCP-206, VPCP-209)."""
        protection = {"dwCPType": self.types(), "dwCPStandard": int(self.tv.protected)}
        if self.options.level_readback == "trigger field":
            protection["bCP_APSTriggerBits"] = self.resulting_level()
        return super().fields() | {VPFlags.VP_FLAGS_COPYPROTECT: protection}

    def reported_oem_data(self) -> bytes:
        """What GET returns for the vendor's own data (A-20)."""
        return self.oem_data if self.options.oem_data == "stored" else NO_OEM_DATA

    def types(self) -> int:
        """The copy-protection types that are advertised: all, or the lowest alone (VPCP-206, A-13)."""
        single = self.options.supported_types == "single"
        return lowest_bit(self.tv.types) if single else int(self.tv.types)
