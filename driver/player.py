"""The application's side of VIDEOPARAMETERS: it asks what there is, switches, activates, changes, and ends.

The channel authenticates nobody, and one success looks like another: a device without protection hardware
answers it too (VPCP-304). So all that a player knows is what GET said, and that may be stale (VPCP-761).
"""

from dataclasses import dataclass, field
from typing import Protocol

from coppspec.model.codes import Status, name_of
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import (
    VIDEOPARAMETERS_GUID,
    CPCommand,
    CPType,
    TVStandard,
    VPCommand,
    VPFlags,
    VPMode,
)

LEVELS = range(4)
"""What the trigger bits of content can be; 0 in a stretch that is not protected (VPCP-600, VPCP-601)."""
NO_MODE = VPMode(0)
WIN_VGA = TVStandard.VP_TV_STANDARD_WIN_VGA
SWITCH = VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD
PROTECT = VPFlags.VP_FLAGS_COPYPROTECT


class CannotPlay(Exception):
    """Protected content is not played, or a TV output not switched: the message says why."""


class NoEffect(CannotPlay):
    """A request was answered with another status than success, and so did nothing (VPCP-753)."""


class VideoParameters(Protocol):
    """What a player needs of a `Driver`."""

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS: a status, and what is copied to the caller."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What GET said: a field whose flag is not set was not filled in, and is 0 here (VPCP-202)."""

    flags: int = 0
    """All that the device supports."""
    standard: int = 0
    """The current standard; WIN_VGA may stand beside it (A-12)."""
    modes: int = 0
    """The modes that are available."""
    standards: int = 0
    """The TV standards that are available."""
    types: int = 0
    """The copy-protection types that are supported: one or several (A-13)."""
    protected: int = 0
    """The standards on which protection can be applied (VPCP-650)."""

    @classmethod
    def of(cls, returned: bytes) -> "Report":
        """Read what came back from GET."""
        flags = VIDEOPARAMETERS.get_ulong(returned, "dwFlags")

        def read(name: str, flag: VPFlags) -> int:
            return VIDEOPARAMETERS.get_ulong(returned, name) if flags & flag else 0

        return cls(
            flags=flags,
            standard=read("dwTVStandard", VPFlags.VP_FLAGS_TV_STANDARD),
            modes=read("dwAvailableModes", VPFlags.VP_FLAGS_TV_MODE),
            standards=read("dwAvailableTVStandard", VPFlags.VP_FLAGS_TV_STANDARD),
            types=read("dwCPType", PROTECT),
            protected=read("dwCPStandard", PROTECT),
        )

    @property
    def shown(self) -> int:
        """The standards in which the TV output shows a picture; none while it is off (VPCP-755)."""
        return self.standard & ~WIN_VGA

    @property
    def type(self) -> int:
        """The type to ask for: one that is supported, the trigger bits alone if they are (A-13); or 0."""
        return next((int(each) for each in CPType if each & self.types), 0)


@dataclass
class Player:
    """An application that plays protected content on the TV output of one adapter.

    Args:
        driver: what takes its requests.
        adapter: the number of the adapter.

    >>> from coppspec.driver.reference import ReferenceDriver
    >>> driver = ReferenceDriver()
    >>> player = Player(driver)
    >>> player.start(2)
    >>> player.level, driver.applied(0, 2)
    (2, 2)
    >>> player.change(0)
    >>> player.stop()
    >>> Player(driver, adapter=3).start(2)
    Traceback (most recent call last):
    coppspec.driver.player.CannotPlay: GET does not report VP_FLAGS_COPYPROTECT (VPCP-305)
    """

    driver: VideoParameters
    adapter: int = 0
    report: Report = field(default_factory=Report)
    """What the last GET said."""
    key: int | None = field(default=None, repr=False)
    """The key of its session; None while it has none."""
    level: int = 0
    """The level that it believes to be in force on the output; 0 while it believes in none."""

    # What it does for its user.

    def switch_on(self, mode: VPMode, standard: TVStandard) -> None:
        """Switch the TV output on, or over: with one mode and one standard (VPCP-307).

        It believes in no protection afterwards: while content plays, its level is to be set again, which
        changes nothing if it is held, and is refused if the key died (VPCP-413, VPCP-430).

        Raises:
            CannotPlay: they are not available, or the driver refuses.
        """
        self.get()
        self.verify_available(mode, standard)
        self.switch(mode, standard)

    def switch_off(self) -> None:
        """Switch the TV output off: with mode 0 and WIN_VGA (VPCP-307).

        Raises:
            CannotPlay: there is no TV output, or the driver refuses.
        """
        self.get()
        self.verify_switchable()
        self.switch(NO_MODE, WIN_VGA)

    def start(self, level: int) -> None:
        """Begin with content of this level: GET, the checks, ACTIVATE, and GET once more (VPCP-754).

        Raises:
            CannotPlay: protection cannot be relied on; if there is a session all the same, stop ends it.
        """
        verify_level(level)
        if self.key is not None:
            raise CannotPlay("it has a session already, whose level can be changed (VPCP-754)")
        self.get()
        self.verify_protection()
        self.activate(level)
        self.confirm(level)

    def change(self, level: int) -> None:
        """Go on with content of another level, 0 for a stretch that is not protected (VPCP-754).

        Raises:
            CannotPlay: protection cannot be relied on any more.
        """
        verify_level(level)
        if self.key is None:
            raise CannotPlay("it has no session whose level could be changed (VPCP-754)")
        self.protect(CPCommand.VP_CP_CMD_CHANGE, key=self.key, level=level)
        self.confirm(level)

    def stop(self) -> None:
        """End the session, once; without one nothing is to be done (VPCP-754, VPCP-433).

        Raises:
            NoEffect: the driver refuses: the key is kept, so that the session can still be ended.
        """
        if self.key is not None:
            self.protect(CPCommand.VP_CP_CMD_DEACTIVATE, key=self.key)
            self.key = None

    # What it believes.

    def confirm(self, level: int) -> None:
        """Believe in a level that was set, if it is still one that can be shown.

        Somebody else may have switched the TV output since the last GET (VPCP-761). From now on a driver
        keeps to standards that can be protected, as a session is on (VPCP-652).
        """
        if level:
            self.get()
            self.verify_protection()
        self.level = level

    def verify_protection(self) -> None:
        """A success of ACTIVATE and CHANGE means protection only under these conditions (VPCP-754)."""
        self.verify_hardware()
        self.verify_type()
        self.verify_standard()

    def verify_hardware(self) -> None:
        """There is protection hardware: without it every request succeeds as well (VPCP-304, VPCP-305)."""
        if not self.report.flags & PROTECT:
            raise CannotPlay("GET does not report VP_FLAGS_COPYPROTECT (VPCP-305)")

    def verify_type(self) -> None:
        """There is a type that can be asked for (VPCP-754, VPCP-311)."""
        if not self.report.type:
            raise CannotPlay(f"GET reports no type in dwCPType, but {self.report.types:#x} (VPCP-754)")

    def verify_standard(self) -> None:
        """The TV output is on, in standards that can all be protected (VPCP-754, VPCP-755, A-12)."""
        shown, protected = self.report.shown, self.report.protected
        if not shown:
            raise CannotPlay("the TV output is off, or GET does not report its standard (VPCP-755)")
        if shown & ~protected:
            raise CannotPlay(
                f"the TV output is on in standard {shown:#x}; only {protected:#x} can be protected (VPCP-754)"
            )

    # What it may set.

    def verify_switchable(self) -> None:
        """A mode and a standard can be set (VPCP-302)."""
        if ~self.report.flags & SWITCH:
            raise CannotPlay("GET reports no TV output that could be switched (VPCP-302)")

    def verify_available(self, mode: VPMode, standard: TVStandard) -> None:
        """Both are one, and available; WIN_VGA does not switch a TV output on (VPCP-302, VPCP-307)."""
        self.verify_switchable()
        if not is_one_of(mode, self.report.modes):
            raise CannotPlay(f"mode {mode:#x} is not one of {self.report.modes:#x} (VPCP-302)")
        if not is_one_of(standard, self.report.standards & ~WIN_VGA):
            raise CannotPlay(f"standard {standard:#x} is not one of {self.report.standards:#x} (VPCP-302)")

    # Requests.

    def switch(self, mode: VPMode, standard: TVStandard) -> None:
        """A SET of the TV output alone."""
        self.set(SWITCH, dwMode=mode, dwTVStandard=standard)

    def activate(self, level: int) -> None:
        """ACTIVATE, and keep the key (VPCP-400, VPCP-754)."""
        returned = self.protect(CPCommand.VP_CP_CMD_ACTIVATE, level=level)
        self.key = VIDEOPARAMETERS.get_ulong(returned, "dwCPKey")

    def protect(self, command: CPCommand, *, key: int = 0, level: int = 0) -> bytes:
        """A SET of copy protection alone: one command, and one type that is supported (VPCP-311)."""
        return self.set(
            PROTECT, dwCPCommand=command, dwCPType=self.report.type, dwCPKey=key, bCP_APSTriggerBits=level
        )

    def set(self, flags: VPFlags, **fields: int) -> bytes:
        """A SET; if it is refused, nothing is relied on but what GET then says (VPCP-753).

        Raises:
            NoEffect: it is refused.
        """
        try:
            return self.request(VPCommand.VP_COMMAND_SET, dwFlags=flags, **fields)
        except NoEffect:
            self.get()
            raise

    def get(self) -> None:
        """GET: all flags are asked for by none of them (A-09).

        Raises:
            NoEffect: it is refused; what it said before stays.
        """
        self.report = Report.of(self.request(VPCommand.VP_COMMAND_GET))

    def request(self, command: VPCommand, **fields: int) -> bytes:
        """One request; all statuses but success mean the same, whatever they are called (VPCP-753).

        With each, what it believes is out of date until it is confirmed (VPCP-761).
        """
        self.level = 0
        buffer = VIDEOPARAMETERS.pack(Guid=VIDEOPARAMETERS_GUID, dwCommand=command, **fields)
        status, returned = self.driver.video_parameters(self.adapter, buffer, len(buffer))
        if status != Status.NO_ERROR:
            raise NoEffect(f"{command.name} was answered with {name_of(status, Status)} (VPCP-753)")
        return returned


def verify_level(level: int) -> None:
    """Content has no other level (VPCP-601): some drivers would take another for one of these (A-03)."""
    if level not in LEVELS:
        raise CannotPlay(f"{level} is no level: there are {LEVELS[0]} to {LEVELS[-1]} (VPCP-004)")


def is_one_of(value: int, bits: int) -> bool:
    """Whether a value is exactly one of several bits."""
    return value.bit_count() == 1 and bool(value & bits)
