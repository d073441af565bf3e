"""The reference miniport answers a whole structure with a whole one, or refuses it and changes nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.keys import IssuedKeys
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.options import Options
from coppspec.driver.protection import AnalogProtection
from coppspec.driver.refusal import Refused
from coppspec.model.codes import Status
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import (
    VIDEOPARAMETERS_GUID,
    CPCommand,
    CPType,
    TVStandard,
    VPCommand,
    VPFlags,
)

ACTIVATE, CHANGE, DEACTIVATE = (
    CPCommand.VP_CP_CMD_ACTIVATE,
    CPCommand.VP_CP_CMD_CHANGE,
    CPCommand.VP_CP_CMD_DEACTIVATE,
)
INVALID, SHORT = Status.ERROR_INVALID_PARAMETER, Status.ERROR_INSUFFICIENT_BUFFER
CONTRAST, PROTECT = int(VPFlags.VP_FLAGS_CONTRAST), int(VPFlags.VP_FLAGS_COPYPROTECT)
NTSC, PAL, SECAM, WIN_VGA = (
    int(TVStandard.VP_TV_STANDARD_NTSC_M),
    int(TVStandard.VP_TV_STANDARD_PAL_B),
    int(TVStandard.VP_TV_STANDARD_SECAM_L),
    int(TVStandard.VP_TV_STANDARD_WIN_VGA),
)
GRAPHICS = 1


def buffer(**fields: Any) -> bytes:  # noqa: ANN401  values of any field
    return VIDEOPARAMETERS.pack(**{"Guid": VIDEOPARAMETERS_GUID, **fields})


def asking(command: int, level: int = 0, key: int = 0, **fields: Any) -> bytes:  # noqa: ANN401  likewise
    """A request for copy protection."""
    right = {
        "dwCommand": VPCommand.VP_COMMAND_SET,
        "dwFlags": VPFlags.VP_FLAGS_COPYPROTECT,
        "dwCPType": CPType.VP_CP_TYPE_APS_TRIGGER,
        "dwCPCommand": command,
        "dwCPKey": key,
        "bCP_APSTriggerBits": level,
    }
    return buffer(**(right | fields))


def sent(miniport: CopyProtectionMiniport, request: bytes) -> bytes:
    """What the caller gets back, who has room for it."""
    return miniport.video_parameters(request, len(request))


def activated(miniport: CopyProtectionMiniport, level: int) -> int:
    """The key of a new session."""
    return VIDEOPARAMETERS.get_ulong(sent(miniport, asking(ACTIVATE, level)), "dwCPKey")


def change(miniport: CopyProtectionMiniport, key: int, level: int) -> None:
    sent(miniport, asking(CHANGE, level, key))


def seen(miniport: CopyProtectionMiniport) -> tuple[dict[int, int], int, int]:
    """The sessions, and what comes of them."""
    return dict(miniport.levels), miniport.count, miniport.hardware


def whole(miniport: CopyProtectionMiniport) -> tuple[object, ...]:
    """All that a request can change."""
    return (
        *seen(miniport),
        set(miniport.issued.taken),
        miniport.activations,
        (miniport.last_level, miniport.oem_data),
        (miniport.mode, miniport.standard, dict(miniport.picture)),
    )


def refusal(miniport: CopyProtectionMiniport, request: bytes, room: int | None = None) -> int:
    """The code with which a request is refused, having changed nothing."""
    before = whole(miniport)
    with pytest.raises(Refused) as raised:
        miniport.video_parameters(request, len(request) if room is None else room)
    assert whole(miniport) == before
    return raised.value.code


def a_set(flags: int, **fields: Any) -> bytes:  # noqa: ANN401  values of any field
    return buffer(dwCommand=VPCommand.VP_COMMAND_SET, dwFlags=flags, **fields)


def asking_to_get(flags: int = 0, **fields: Any) -> bytes:  # noqa: ANN401  likewise
    return buffer(dwCommand=VPCommand.VP_COMMAND_GET, dwFlags=flags, **fields)


# A structure and its frame.


@pytest.mark.parametrize(
    "request_", [asking_to_get(), asking(ACTIVATE, 1), asking(DEACTIVATE), bytes(356), b""]
)
def test_a_miniport_that_does_not_serve_the_request_says_so_before_anything_else(request_: bytes) -> None:
    miniport = CopyProtectionMiniport(adapter=ADAPTERS[4])
    assert refusal(miniport, request_) == Status.ERROR_INVALID_FUNCTION


@pytest.mark.parametrize("length", [0, 1, 353, 355])
def test_a_short_input_is_refused_whatever_is_in_it(length: int) -> None:
    for request in (asking(ACTIVATE, 1), bytes(356), asking_to_get()):
        for options in (Options(), Options(short_output_status="more data")):
            miniport = CopyProtectionMiniport(options)
            assert refusal(miniport, request[:length]) == SHORT
            assert refusal(miniport, request[:length], room=356) == SHORT


@pytest.mark.parametrize("room", [0, 353, 355])
@pytest.mark.parametrize(
    ("options", "code"),
    [(Options(), SHORT), (Options(short_output_status="more data"), Status.ERROR_MORE_DATA)],
    ids=["insufficient buffer", "more data"],
)
def test_an_output_that_is_too_short_is_refused_before_anything_is_done(
    options: Options, code: int, room: int
) -> None:
    miniport = CopyProtectionMiniport(options)
    key = activated(miniport, 1)
    for request in (asking(ACTIVATE, 1), asking(DEACTIVATE, key=key), bytes(356), asking_to_get()):
        assert refusal(miniport, request, room=room) == code


@pytest.mark.parametrize("room", [356, 357, 4096])
@pytest.mark.parametrize("tail", [b"", b"tail"])
def test_a_structure_comes_back_whatever_is_behind_it_and_however_much_room_there_is(
    room: int, tail: bytes
) -> None:
    miniport = CopyProtectionMiniport()
    for request in (asking(ACTIVATE, 1), asking_to_get(), a_set(CONTRAST, dwContrast=1)):
        assert len(miniport.video_parameters(request + tail, room)) == 356


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        pytest.param(bytes(356), INVALID, id="no identifier"),
        pytest.param(b"\0" + asking(ACTIVATE, 1)[1:], INVALID, id="another identifier"),
        pytest.param(VIDEOPARAMETERS_GUID.bytes + asking(ACTIVATE, 1)[16:], INVALID, id="another byte order"),
        pytest.param(asking(ACTIVATE, 1, dwCommand=0), INVALID, id="no command"),
        pytest.param(asking(ACTIVATE, 1, dwCommand=3), INVALID, id="both commands"),
        pytest.param(asking(ACTIVATE, 1, dwFlags=0x110), INVALID, id="a flag that is only reported"),
        pytest.param(asking(ACTIVATE, 1, dwFlags=0x140), INVALID, id="a flag that is not advertised"),
        pytest.param(asking(ACTIVATE, 1, dwFlags=0x101, dwMode=3), INVALID, id="two modes"),
        pytest.param(asking(ACTIVATE, 1, dwFlags=0x102), INVALID, id="no standard"),
    ],
)
def test_a_bad_request_is_refused_and_changes_nothing(request_: bytes, code: int) -> None:
    miniport = CopyProtectionMiniport()
    miniport.keys = 1
    activated(miniport, 2)
    assert refusal(miniport, request_) == code, "before it is seen that no key is left"


@given(piece=st.binary(max_size=61), times=st.integers(0, 12))
def test_a_buffer_of_anything_is_refused_and_changes_nothing(piece: bytes, times: int) -> None:
    miniport = CopyProtectionMiniport()
    activated(miniport, 2)
    short = len(piece) * times < VIDEOPARAMETERS.size
    assert refusal(miniport, piece * times) == (SHORT if short else INVALID)


# GET.


@pytest.mark.parametrize("adapter", [0, 1, 2, 3])
@pytest.mark.parametrize("flags", [0, 0x100, 0xFFFFFFFF])
def test_get_overwrites_what_it_reports_and_nothing_else(adapter: int, flags: int) -> None:
    miniport = CopyProtectionMiniport(adapter=ADAPTERS[adapter])
    activated(miniport, 2)
    before = whole(miniport)
    names = {each.name for each in VIDEOPARAMETERS.fields if each.size == 4} - {"dwCommand", "dwFlags"}
    garbage: dict[str, Any] = dict.fromkeys(sorted(names), 0x12345678)
    asked = asking_to_get(flags, **garbage, bOEMCopyProtection=bytes(range(256)))
    returned = sent(miniport, asked)
    wanted = VIDEOPARAMETERS.put(asked, **miniport.settings())
    if adapter in {0, 1}:
        wanted = VIDEOPARAMETERS.put(wanted, bOEMCopyProtection=bytes(256))
    assert returned == wanted
    assert VIDEOPARAMETERS.get_ulong(returned, "dwCPKey") == 0x12345678
    assert VIDEOPARAMETERS.get_ulong(returned, "bCP_APSTriggerBits") == 0x12345678
    assert whole(miniport) == before


@pytest.mark.parametrize("adapter", [0, 1, 2, 3])
def test_under_the_other_reading_get_reports_what_it_was_asked_for(adapter: int) -> None:
    plain = CopyProtectionMiniport(adapter=ADAPTERS[adapter])
    filtering = CopyProtectionMiniport(Options(get_flags_input="filter"), adapter=ADAPTERS[adapter])
    assert sent(filtering, asking_to_get(0xFFFFFFFF)) == sent(plain, asking_to_get(0xFFFFFFFF))
    nothing = plain.settings() if adapter == 2 else {"dwFlags": 0}
    assert sent(filtering, asking_to_get()) == VIDEOPARAMETERS.put(asking_to_get(), **nothing)


def test_a_field_that_was_not_asked_for_is_left_alone() -> None:
    miniport = CopyProtectionMiniport(Options(get_flags_input="filter"))
    asked = asking_to_get(0x142, bOEMCopyProtection=b"left behind", dwMode=77)
    settings_ = {name: miniport.settings()[name] for name in ("dwTVStandard", "dwAvailableTVStandard")}
    protection: dict[str, Any] = {"dwCPType": 3, "dwCPStandard": 5, "bOEMCopyProtection": bytes(256)}
    assert sent(miniport, asked) == VIDEOPARAMETERS.put(asked, dwFlags=0x102, **settings_, **protection)
    asked = asking_to_get(0x080, bOEMCopyProtection=b"left behind")
    assert sent(miniport, asked) == VIDEOPARAMETERS.put(asked, dwContrast=50)


def test_the_vendors_own_data_and_the_level_come_back_where_that_is_the_reading() -> None:
    miniport = CopyProtectionMiniport(Options(oem_data="stored", level_readback="trigger field"))
    key = VIDEOPARAMETERS.get_ulong(
        sent(miniport, asking(ACTIVATE, 3, bOEMCopyProtection=b"first")), "dwCPKey"
    )
    read: list[tuple[bytes, int]] = []
    for request in (
        asking(CHANGE, 1, key, bOEMCopyProtection=b"second"),
        a_set(CONTRAST, bOEMCopyProtection=b"no command"),
        asking(DEACTIVATE, 0, key, bOEMCopyProtection=b"third"),
    ):
        returned = sent(miniport, asking_to_get())
        data = VIDEOPARAMETERS.get_bytes(returned, "bOEMCopyProtection").rstrip(b"\0")
        read.append((data, VIDEOPARAMETERS.get_ulong(returned, "bCP_APSTriggerBits")))
        sent(miniport, request)
    assert read == [(b"first", 3), (b"second", 1), (b"second", 1)]
    assert VIDEOPARAMETERS.get_ulong(sent(miniport, asking_to_get()), "bCP_APSTriggerBits") == 0


# SET.


@pytest.mark.parametrize("flags", [0, VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD, CONTRAST])
@pytest.mark.parametrize("command", [ACTIVATE, CHANGE, DEACTIVATE, 7])
def test_copy_protection_fields_without_their_flag_are_stale_and_do_nothing(command: int, flags: int) -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, 2)
    before = whole(miniport)
    as_it_is = {"dwMode": GRAPHICS, "dwTVStandard": NTSC, "dwContrast": 50}
    stale = asking(command, 3, key, dwFlags=flags, **as_it_is)
    assert sent(miniport, stale) == stale
    assert whole(miniport) == before


@pytest.mark.parametrize("flags", [0, CONTRAST, 0x001, 0x002])
def test_a_setting_without_its_own_flag_is_not_read(flags: int) -> None:
    miniport = CopyProtectionMiniport()
    garbage = {"dwMode": 0xFFFFFFFF, "dwTVStandard": 0xFFFFFFFF, "dwContrast": 50}
    right = {"dwMode": GRAPHICS} if flags == 1 else {"dwTVStandard": NTSC} if flags == 2 else {}
    before = whole(miniport)
    request = a_set(flags, **(garbage | right))
    assert sent(miniport, request) == request
    assert whole(miniport) == before


ON = {"dwMode": GRAPHICS, "dwTVStandard": PAL}
OFF = {"dwMode": 0, "dwTVStandard": WIN_VGA}
BOTH = 0x003


def test_a_set_returns_the_callers_structure_and_what_it_set_is_reported() -> None:
    miniport = CopyProtectionMiniport()
    for fields in (ON, OFF, ON | {"dwMode": 2}):
        request = a_set(BOTH | CONTRAST, dwContrast=3, **fields)
        assert sent(miniport, request) == request
        assert (miniport.mode, miniport.standard) == (fields["dwMode"], fields["dwTVStandard"])
        assert miniport.settings()["dwContrast"] == 3


def test_a_level_stays_with_its_sessions_while_the_tv_output_is_off_and_is_applied_when_it_is_on() -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, 3)
    sent(miniport, a_set(BOTH, **OFF))
    assert seen(miniport) == ({key: 3}, 1, 0)
    other = activated(miniport, 1)
    change(miniport, key, 2)
    assert seen(miniport) == ({key: 2, other: 1}, 2, 0)
    sent(miniport, a_set(BOTH, **ON))
    assert seen(miniport) == ({key: 2, other: 1}, 2, 2)


def test_under_the_other_reading_all_keys_die_when_a_set_switches_the_tv_output_off() -> None:
    miniport = CopyProtectionMiniport(Options(tv_off="keys die"))
    old = activated(miniport, 3)
    sent(miniport, a_set(BOTH, **ON))
    assert seen(miniport) == ({old: 3}, 1, 3)
    sent(miniport, a_set(BOTH, **OFF))
    assert seen(miniport) == ({}, 0, 0)
    new = activated(miniport, 1)
    sent(miniport, a_set(BOTH, **OFF))
    sent(miniport, a_set(BOTH, **ON))
    assert seen(miniport) == ({new: 1}, 1, 1), "it was off already"


def test_one_set_switches_the_tv_output_on_and_protects_it() -> None:
    miniport = CopyProtectionMiniport()
    sent(miniport, a_set(BOTH, **OFF))
    request = asking(ACTIVATE, 2, dwFlags=BOTH | PROTECT, **ON)
    returned = sent(miniport, request)
    (key,) = miniport.levels
    assert returned == VIDEOPARAMETERS.put(request, dwCPKey=key)
    assert seen(miniport) == ({key: 2}, 1, 2)
    sent(miniport, asking(DEACTIVATE, key=key, dwFlags=BOTH | PROTECT, **OFF))
    assert (seen(miniport), miniport.is_on()) == (({}, 0, 0), False)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"dwMode": 3}, id="mode"),
        pytest.param({"dwTVStandard": NTSC | PAL}, id="standard"),
        pytest.param({"dwTVStandard": SECAM}, id="a standard without protection"),
        pytest.param({"dwCPCommand": 0}, id="command"),
        pytest.param({"dwCPType": 3}, id="type"),
        pytest.param({"bCP_APSTriggerBits": 4}, id="bits"),
        pytest.param({"dwCPCommand": CHANGE, "dwCPKey": 0}, id="key"),
        pytest.param({"dwFlags": 0x1C3}, id="flags"),
    ],
)
def test_a_set_with_anything_wrong_applies_nothing_of_it(fields: dict[str, int]) -> None:
    miniport = CopyProtectionMiniport()
    activated(miniport, 1)
    right = {"dwFlags": BOTH | CONTRAST | PROTECT, "dwMode": 2, "dwTVStandard": PAL, "dwContrast": 9}
    assert refusal(miniport, asking(ACTIVATE, 2, **(right | fields))) == INVALID
    sent(miniport, asking(ACTIVATE, 2, **right))
    assert (miniport.mode, miniport.standard, miniport.picture["dwContrast"]) == (2, PAL, 9)


def test_a_set_for_which_no_key_is_left_switches_nothing() -> None:
    miniport = CopyProtectionMiniport()
    miniport.keys = 0
    request = asking(ACTIVATE, 2, dwFlags=BOTH | PROTECT, **OFF)
    assert refusal(miniport, request) == Status.ERROR_NOT_ENOUGH_MEMORY


@pytest.mark.parametrize("adapter", [2, 3])
@pytest.mark.parametrize("command", [ACTIVATE, CHANGE, DEACTIVATE, 0, 7])
def test_a_device_without_protection_hardware_takes_any_command_and_does_nothing(
    adapter: int, command: int
) -> None:
    image = list[AnalogProtection]()
    options = Options(key_scope="loaded image")
    other = CopyProtectionMiniport(options, image=image)
    key = activated(other, 2)
    miniport = CopyProtectionMiniport(options, adapter=ADAPTERS[adapter], image=image)
    before = whole(miniport)
    for request in (asking(command, 0, key), asking(command, 0xFFFFFFFF, dwCPType=77)):
        assert sent(miniport, request) == request
    assert whole(miniport) == before
    assert seen(other) == ({key: 2}, 1, 2)


def test_a_device_without_protection_hardware_refuses_other_flags_and_settings_first() -> None:
    miniport = CopyProtectionMiniport(adapter=ADAPTERS[3])
    for fields in (
        {"dwFlags": PROTECT | CONTRAST},
        {"dwFlags": PROTECT | 1, "dwMode": 2},
        {"dwFlags": 0x110},
    ):
        assert refusal(miniport, asking(ACTIVATE, 1, **fields)) == INVALID
    sent(miniport, asking(ACTIVATE, 1, dwFlags=PROTECT | BOTH, **OFF))
    assert not miniport.is_on()
    without_tv = CopyProtectionMiniport(adapter=ADAPTERS[2])
    assert refusal(without_tv, asking(ACTIVATE, 1, dwFlags=PROTECT | 1)) == INVALID
    assert sent(without_tv, a_set(0)) == a_set(0)


# Hardware that fails.


def test_an_activation_that_meets_failing_hardware_leaves_no_key_and_no_count() -> None:
    miniport = CopyProtectionMiniport(Options(session_limit="one, replaced", oem_data="stored"))
    key = activated(miniport, 1)
    miniport.fail_once()
    assert refusal(miniport, asking(ACTIVATE, 3, bOEMCopyProtection=b"not to be stored")) == Status.ERROR_BUSY
    assert seen(miniport) == ({key: 1}, 1, 1)
    new = activated(miniport, 3)
    assert seen(miniport) == ({new: 3}, 1, 3)


def test_a_failed_activation_uses_up_no_key() -> None:
    miniport = CopyProtectionMiniport(random_bytes=lambda size: (7).to_bytes(size, "little"))
    miniport.keys = 1
    miniport.fail_once()
    assert refusal(miniport, asking(ACTIVATE, 3)) == Status.ERROR_BUSY
    assert activated(miniport, 3) == 7


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(asking_to_get(), id="get"),
        pytest.param(a_set(CONTRAST, dwContrast=1), id="a setting"),
        pytest.param(asking(ACTIVATE, 0), id="a session that is turned off"),
        pytest.param(asking(ACTIVATE, 2), id="the level that there is"),
        pytest.param(asking(ACTIVATE, 1), id="a lower level"),
    ],
)
def test_a_request_that_does_not_come_to_the_hardware_succeeds_and_the_fault_is_over(request_: bytes) -> None:
    miniport = CopyProtectionMiniport()
    activated(miniport, 2)
    miniport.fail_once()
    sent(miniport, request_)
    activated(miniport, 3)
    assert miniport.hardware == 3


def test_a_request_that_is_refused_for_something_else_ends_the_fault_too() -> None:
    miniport = CopyProtectionMiniport()
    miniport.fail_once()
    assert refusal(miniport, b"") == SHORT
    key = activated(miniport, 3)
    assert seen(miniport) == ({key: 3}, 1, 3)


def test_whatever_else_would_program_the_hardware_fails_as_a_whole() -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, 2)
    off = a_set(BOTH | CONTRAST, dwContrast=1, **OFF)
    for request in (asking(CHANGE, 3, key), asking(CHANGE, 0, key), asking(DEACTIVATE, key=key), off):
        miniport.fail_once()
        assert refusal(miniport, request) == Status.ERROR_BUSY
    sent(miniport, off)
    miniport.fail_once()
    assert refusal(miniport, a_set(BOTH, **ON)) == Status.ERROR_BUSY


def test_a_fault_waits_for_a_request_whatever_else_happens() -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, 2)
    miniport.fail_once()
    miniport.reset_device()
    miniport.set_mode()
    assert seen(miniport) == ({key: 2}, 1, 2)
    assert refusal(miniport, asking(ACTIVATE, 3)) == Status.ERROR_BUSY


def test_a_failed_request_leaves_the_sessions_of_other_adapters_as_they_were() -> None:
    options, issued = Options(key_scope="loaded image", key_reuse="after quarantine"), IssuedKeys()
    image = list[AnalogProtection]()
    first, second = (
        CopyProtectionMiniport(options, issued=issued, adapter=each, image=image) for each in ADAPTERS[:2]
    )
    activated(first, 1)
    other = activated(second, 2)
    before = whole(second)
    first.fail_once()
    request = asking(DEACTIVATE, key=other, dwFlags=BOTH | PROTECT, **OFF)
    assert refusal(first, request) == Status.ERROR_BUSY
    assert whole(second) == before
    sent(first, request)
    assert (first.is_on(), seen(second)) == (False, ({}, 0, 0))
