"""A player plays with the reference driver, sends what the clauses say, and refuses where nothing is sure."""

from dataclasses import replace

import pytest

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.options import Options
from coppspec.driver.player import CannotPlay, NoEffect, Player, Report
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.codes import Status
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import CPCommand, CPType, TVStandard, VPCommand, VPFlags, VPMode

NTSC, PAL, SECAM, WIN_VGA = (
    TVStandard.VP_TV_STANDARD_NTSC_M,
    TVStandard.VP_TV_STANDARD_PAL_B,
    TVStandard.VP_TV_STANDARD_SECAM_L,
    TVStandard.VP_TV_STANDARD_WIN_VGA,
)
GRAPHICS = VPMode.VP_MODE_WIN_GRAPHICS
BOTH_MODES = VPMode.VP_MODE_WIN_GRAPHICS | VPMode.VP_MODE_TV_PLAYBACK
GET, SET = VPCommand.VP_COMMAND_GET, VPCommand.VP_COMMAND_SET
PROTECT = VPFlags.VP_FLAGS_COPYPROTECT
ACTIVATE, CHANGE, DEACTIVATE = (
    CPCommand.VP_CP_CMD_ACTIVATE,
    CPCommand.VP_CP_CMD_CHANGE,
    CPCommand.VP_CP_CMD_DEACTIVATE,
)
ACP = 2
NO_TV, NO_HARDWARE, NOT_SERVED, NOT_THERE = 2, 3, 4, 9


class Recorded(ReferenceDriver):
    """Keeps every request."""

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self.buffers: list[bytes] = []

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        self.buffers.append(buffer)
        return super().video_parameters(adapter, buffer, output_length)

    def said(self, *names: str) -> list[tuple[int, ...]]:
        """Some fields of every request."""
        return [tuple(VIDEOPARAMETERS.get_ulong(each, name) for name in names) for each in self.buffers]


def test_a_film_is_get_activate_change_and_deactivate_with_one_key() -> None:
    driver = Recorded()
    player = Player(driver)
    player.start(2)
    key = player.key
    assert key
    assert (player.level, driver.applied(0, ACP), driver.applied(1, ACP)) == (2, 2, 2)
    player.change(0)
    assert (player.level, driver.applied(0, ACP)) == (0, 0)
    player.change(3)
    assert (player.level, driver.applied(0, ACP)) == (3, 3)
    player.stop()
    assert (player.level, player.key, driver.applied(0, ACP)) == (0, None, 0)
    assert driver.said("dwCommand", "dwFlags", "dwCPCommand", "bCP_APSTriggerBits", "dwCPKey") == [
        (GET, 0, 0, 0, 0),
        (SET, PROTECT, ACTIVATE, 2, 0),
        (GET, 0, 0, 0, 0),
        (SET, PROTECT, CHANGE, 0, key),
        (SET, PROTECT, CHANGE, 3, key),
        (GET, 0, 0, 0, 0),
        (SET, PROTECT, DEACTIVATE, 0, key),
    ]


def test_a_session_is_ended_once_and_a_player_without_one_has_nothing_to_end() -> None:
    driver = Recorded()
    player = Player(driver)
    player.stop()
    assert driver.buffers == []
    player.start(1)
    player.stop()
    player.stop()
    assert [command for (command,) in driver.said("dwCPCommand")].count(DEACTIVATE) == 1


def test_a_tv_output_goes_on_with_one_mode_and_one_standard_and_off_with_neither() -> None:
    driver = Recorded()
    player = Player(driver)
    player.switch_off()
    player.switch_on(VPMode.VP_MODE_TV_PLAYBACK, PAL)
    both = VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD
    assert driver.said("dwCommand", "dwFlags", "dwMode", "dwTVStandard") == [
        (GET, 0, 0, 0),
        (SET, both, 0, WIN_VGA),
        (GET, 0, 0, 0),
        (SET, both, VPMode.VP_MODE_TV_PLAYBACK, PAL),
    ]


@pytest.mark.parametrize(
    ("adapter", "mode", "standard", "reason"),
    [
        (0, BOTH_MODES, NTSC, "mode 0x3 is not one of 0x3"),
        (0, VPMode(0), NTSC, "mode 0x0 is not one of 0x3"),
        (0, VPMode(4), NTSC, "mode 0x4 is not one of 0x3"),
        (1, VPMode.VP_MODE_TV_PLAYBACK, NTSC, "mode 0x2 is not one of 0x1"),
        (0, GRAPHICS, NTSC | PAL, "standard 0x5 is not one of 0x4005"),
        (0, GRAPHICS, WIN_VGA, "standard 0x8000 is not one of"),
        (0, GRAPHICS, NTSC | WIN_VGA, "standard 0x8001 is not one of"),
        (1, GRAPHICS, PAL, "standard 0x4 is not one of 0x1"),
        (NO_TV, GRAPHICS, NTSC, "GET reports no TV output"),
        (NOT_SERVED, GRAPHICS, NTSC, "GET was answered with ERROR_INVALID_FUNCTION"),
    ],
)
def test_what_is_not_available_is_not_even_asked_for(
    adapter: int, mode: VPMode, standard: TVStandard, reason: str
) -> None:
    driver = Recorded()
    with pytest.raises(CannotPlay, match=reason):
        Player(driver, adapter).switch_on(mode, standard)
    assert driver.said("dwCommand") == [(GET,)]


def test_standards_that_are_hidden_while_the_output_is_off_cannot_be_switched_to() -> None:
    player = Player(ReferenceDriver(Options(standards_while_off="WIN_VGA")))
    player.switch_off()
    with pytest.raises(CannotPlay, match="standard 0x1 is not one of 0x8000"):
        player.switch_on(GRAPHICS, NTSC)


def test_win_vga_switches_no_output_on_even_where_it_is_available() -> None:
    driver = Recorded(Options(standards_while_off="WIN_VGA"))
    player = Player(driver)
    player.switch_off()
    with pytest.raises(CannotPlay, match="standard 0x8000 is not one of 0x8000"):
        player.switch_on(GRAPHICS, WIN_VGA)
    assert driver.said("dwCommand") == [(GET,), (SET,), (GET,)]


def test_without_a_tv_output_nothing_is_switched_off() -> None:
    with pytest.raises(CannotPlay, match="VPCP-302"):
        Player(ReferenceDriver(), NO_TV).switch_off()


@pytest.mark.parametrize(
    ("adapter", "reason"),
    [
        (NO_TV, "GET does not report VP_FLAGS_COPYPROTECT"),
        (NO_HARDWARE, "GET does not report VP_FLAGS_COPYPROTECT"),
        (NOT_SERVED, "ERROR_INVALID_FUNCTION"),
        (NOT_THERE, "ERROR_INVALID_FUNCTION"),
    ],
)
def test_where_nothing_can_be_protected_no_protection_is_asked_for(adapter: int, reason: str) -> None:
    driver = Recorded()
    player = Player(driver, adapter)
    with pytest.raises(CannotPlay, match=reason):
        player.start(2)
    assert (player.level, player.key) == (0, None)
    assert driver.said("dwCommand") == [(GET,)]


def test_protected_content_is_not_played_in_a_standard_that_cannot_be_protected() -> None:
    player = Player(ReferenceDriver())
    player.switch_on(GRAPHICS, SECAM)
    with pytest.raises(CannotPlay, match="in standard 0x4000; only 0x5 can be protected"):
        player.start(1)
    player.switch_on(GRAPHICS, PAL)
    player.start(1)
    assert player.level == 1


def test_protected_content_is_not_played_while_the_tv_output_is_off() -> None:
    player = Player(ReferenceDriver())
    player.switch_off()
    with pytest.raises(CannotPlay, match="the TV output is off"):
        player.start(1)


@pytest.mark.parametrize(
    ("standard", "protected", "plays"),
    [
        (NTSC, NTSC, True),
        (NTSC | WIN_VGA, NTSC, True),
        (NTSC | PAL, NTSC | PAL, True),
        (NTSC | SECAM, NTSC | PAL, False),
        (WIN_VGA, NTSC | WIN_VGA, False),
        (NTSC | WIN_VGA, WIN_VGA, False),
        (0, NTSC, False),
        (NTSC, 0, False),
    ],
)
def test_every_standard_that_is_shown_has_to_be_one_that_can_be_protected(
    standard: int, protected: int, *, plays: bool
) -> None:
    player = Player(ReferenceDriver(), report=Report(PROTECT, standard, types=1, protected=protected))
    if plays:
        player.verify_protection()
    else:
        with pytest.raises(CannotPlay):
            player.verify_protection()


@pytest.mark.parametrize(
    ("types", "asked_for"),
    [
        (CPType.VP_CP_TYPE_APS_TRIGGER, 1),
        (CPType.VP_CP_TYPE_MACROVISION, 2),
        (CPType.VP_CP_TYPE_APS_TRIGGER | CPType.VP_CP_TYPE_MACROVISION, 1),
        (4, 0),
        (4 | CPType.VP_CP_TYPE_MACROVISION, 2),
        (0, 0),
    ],
)
def test_one_type_is_asked_for_out_of_those_that_are_supported(types: int, asked_for: int) -> None:
    player = Player(ReferenceDriver(), report=Report(PROTECT, NTSC, types=types, protected=NTSC))
    assert player.report.type == asked_for
    if not asked_for:
        with pytest.raises(CannotPlay, match="GET reports no type"):
            player.verify_protection()


def test_a_field_whose_flag_is_not_reported_counts_for_nothing() -> None:
    garbage = VIDEOPARAMETERS.pack(
        dwFlags=VPFlags.VP_FLAGS_CONTRAST,
        dwTVStandard=NTSC,
        dwAvailableModes=1,
        dwAvailableTVStandard=NTSC,
        dwCPType=1,
        dwCPStandard=NTSC,
    )
    assert Report.of(garbage) == Report(flags=VPFlags.VP_FLAGS_CONTRAST)


def test_a_device_that_supports_the_other_type_alone_is_asked_for_that() -> None:
    driver = Recorded()
    assert ADAPTERS[0].tv is not None
    driver.adapters = (Adapter(replace(ADAPTERS[0].tv, types=CPType.VP_CP_TYPE_MACROVISION), (0, 1)),)
    Player(driver).start(3)
    assert driver.said("dwCPType")[1] == (CPType.VP_CP_TYPE_MACROVISION,)
    assert driver.applied(0, ACP) == 3


def test_a_refused_activation_leaves_no_key_and_get_is_asked_again() -> None:
    driver = Recorded()
    driver.limit_keys(0, 0)
    player = Player(driver)
    with pytest.raises(NoEffect, match="SET was answered with ERROR_NOT_ENOUGH_MEMORY"):
        player.start(2)
    assert (player.level, player.key) == (0, None)
    player.stop()
    assert driver.said("dwCommand") == [(GET,), (SET,), (GET,)]


def test_a_refused_change_is_no_protection_and_the_key_is_kept_for_the_end() -> None:
    driver = ReferenceDriver()
    player = Player(driver)
    player.start(1)
    driver.inject(Capability.HARDWARE_FAULT, 0)
    with pytest.raises(NoEffect):
        player.change(3)
    assert player.level == 0
    player.change(3)
    assert (player.level, driver.applied(0, ACP)) == (3, 3)
    player.stop()
    assert driver.applied(0, ACP) == 0


def test_a_session_that_could_not_be_ended_can_be_ended_later() -> None:
    driver = ReferenceDriver()
    player = Player(driver)
    player.start(2)
    driver.inject(Capability.HARDWARE_FAULT, 0)
    with pytest.raises(NoEffect):
        player.stop()
    assert driver.applied(0, ACP) == 2
    player.stop()
    assert (player.key, driver.applied(0, ACP)) == (None, 0)


def test_a_key_that_died_in_a_restart_protects_nothing() -> None:
    driver = ReferenceDriver()
    player = Player(driver)
    player.start(2)
    driver.inject(Capability.DRIVER_RESTART, 0)
    with pytest.raises(NoEffect, match="ERROR_INVALID_PARAMETER"):
        player.change(2)
    assert player.level == 0


def test_somebody_who_switches_in_an_unprotected_stretch_ends_the_protected_content() -> None:
    driver = ReferenceDriver()
    player, somebody = Player(driver), Player(driver)
    player.start(1)
    player.change(0)
    somebody.switch_on(GRAPHICS, SECAM)
    with pytest.raises(CannotPlay, match="only 0x5 can be protected"):
        player.change(2)
    assert player.level == 0
    player.stop()
    assert player.key is None


def test_somebody_who_switches_between_get_and_activate_is_noticed() -> None:
    class Hurried(ReferenceDriver):
        """Somebody switches to SECAM before the first activation."""

        hurried = False

        def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
            if VIDEOPARAMETERS.get_ulong(buffer, "dwCPCommand") == ACTIVATE and not self.hurried:
                self.hurried = True
                Player(self).switch_on(GRAPHICS, SECAM)
            return super().video_parameters(adapter, buffer, output_length)

    player = Player(Hurried())
    with pytest.raises(CannotPlay, match="standard 0x4000"):
        player.start(2)
    assert player.level == 0
    assert player.key, "there is a session, which is to be ended"
    player.stop()


def test_a_switch_while_content_plays_ends_the_belief_until_the_level_is_set_again() -> None:
    driver = ReferenceDriver()
    player = Player(driver)
    player.start(2)
    player.switch_on(GRAPHICS, PAL)
    assert player.level == 0
    player.change(2)
    assert (player.level, driver.applied(0, ACP)) == (2, 2)
    with pytest.raises(NoEffect, match="ERROR_INVALID_PARAMETER"):
        player.switch_on(GRAPHICS, SECAM)


def test_a_player_has_one_session_and_changes_none_before_it_starts() -> None:
    driver = Recorded()
    player = Player(driver)
    with pytest.raises(CannotPlay, match="no session"):
        player.change(1)
    assert driver.buffers == []
    player.start(1)
    with pytest.raises(CannotPlay, match="has a session already"):
        player.start(1)


@pytest.mark.parametrize("level", [-1, 4, 2**32])
def test_a_level_that_there_is_not_is_not_sent(level: int) -> None:
    driver = Recorded(Options(undefined_bits="mask"))
    player = Player(driver)
    with pytest.raises(CannotPlay, match="is no level: there are 0 to 3"):
        player.start(level)
    player.start(1)
    with pytest.raises(CannotPlay, match="is no level"):
        player.change(level)
    assert len(driver.buffers) == 3


@pytest.mark.parametrize("status", [status for status in Status if status] + [5, -1])
def test_every_status_but_success_is_no_effect_whatever_it_is(status: int) -> None:
    class Refusing(ReferenceDriver):
        """Answers each SET with this status, and hands out a buffer with a key all the same."""

        def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
            if VIDEOPARAMETERS.get_ulong(buffer, "dwCommand") == SET:
                return status, VIDEOPARAMETERS.put(buffer, dwCPKey=7)
            return super().video_parameters(adapter, buffer, output_length)

    player = Player(Refusing())
    with pytest.raises(NoEffect):
        player.start(2)
    assert (player.level, player.key) == (0, None)


def test_two_players_have_a_key_each_and_end_only_their_own_session() -> None:
    driver = ReferenceDriver()
    one, other = Player(driver), Player(driver)
    one.start(3)
    other.start(1)
    assert one.key != other.key
    one.stop()
    assert (other.level, driver.applied(0, ACP)) == (1, 1)
    other.stop()
    assert driver.applied(0, ACP) == 0


def test_a_key_is_not_printed() -> None:
    player = Player(ReferenceDriver())
    player.start(1)
    assert "key=" not in repr(player)
