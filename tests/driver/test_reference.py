"""The reference driver keeps its devices and adapters apart, and a handle that is gone names nothing."""

from uuid import UUID

import pytest

from coppspec.driver import mac
from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import public_key, shipped_identity, shipped_root
from coppspec.driver.levels import SharedConnector
from coppspec.driver.options import Options
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability, Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.start_block import sealed
from coppspec.model.codes import HResult, Status
from coppspec.model.constants import (
    DXVA_COPPQueryBusData,
    DXVA_COPPQueryDisplayData,
    DXVA_COPPQueryGlobalProtectionLevel,
    DXVA_COPPQueryLocalProtectionLevel,
    DXVA_COPPSetProtectionLevel,
    ProtectionType,
)
from coppspec.model.layouts import (
    START_SEQUENCE,
    VIDEOPARAMETERS,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusData,
    DXVA_COPPStatusDisplayData,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusOutput,
    Layout,
)
from coppspec.model.tvout import VIDEOPARAMETERS_GUID, CPCommand, CPType, TVStandard, VPCommand, VPFlags

HDCP, ACP, CGMSA = 1, 2, 4
S_OK, E_POINTER, E_UNEXPECTED = HResult.S_OK, HResult.E_POINTER, HResult.E_UNEXPECTED


def opened(driver: Driver, dev_id: int = 0) -> int:
    code, handle = driver.open_video_session(dev_id)
    assert code == S_OK
    return handle


KEY = bytes(range(16))


class Client:
    """An application with an active session, which numbers its messages from 0."""

    def __init__(self, driver: Driver, dev_id: int = 0) -> None:
        self.driver, self.handle = driver, opened(driver, dev_id)
        self.commands = self.requests = 0
        driver.get_certificate_length(self.handle)
        _, number, certificates = driver.key_exchange(self.handle)
        block = sealed(public_key(certificates), START_SEQUENCE.pack(rGH=number, kDI=KEY))
        assert driver.sequence_start(self.handle, block) == S_OK

    def set(self, protection_type: int, level: int) -> int:
        data = DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=protection_type, ProtLevel=level)
        command = DXVA_COPPCommand.pack(
            guidCommandID=DXVA_COPPSetProtectionLevel,
            dwSequence=self.commands,
            cbSizeData=16,
            CommandData=data,
        )
        code = self.driver.command(self.handle, mac.authenticated(KEY, command))
        self.commands += code == S_OK
        return code

    def ask(self, layout: Layout, field: str) -> int:
        """A field of the display data, or of the answer to another request."""
        display = layout is DXVA_COPPStatusDisplayData
        identifier = DXVA_COPPQueryDisplayData if display else DXVA_COPPQueryBusData
        request = DXVA_COPPStatusInput.pack(guidStatusRequestID=identifier, dwSequence=self.requests)
        code, response = self.driver.query_status(self.handle, request)
        assert code == S_OK
        self.requests += 1
        return layout.get_ulong(DXVA_COPPStatusOutput.get_bytes(response, "COPPStatus"), field)

    def acp_levels(self) -> tuple[int, int]:
        """The local and the global level of ACP."""
        return self._level(DXVA_COPPQueryLocalProtectionLevel), self._level(
            DXVA_COPPQueryGlobalProtectionLevel
        )

    def _level(self, identifier: UUID) -> int:
        request = DXVA_COPPStatusInput.pack(
            guidStatusRequestID=identifier,
            dwSequence=self.requests,
            cbSizeData=4,
            StatusData=ACP.to_bytes(4, "little"),
        )
        code, response = self.driver.query_status(self.handle, request)
        assert code == S_OK
        self.requests += 1
        return DXVA_COPPStatusData.get_ulong(
            DXVA_COPPStatusOutput.get_bytes(response, "COPPStatus"), "dwData"
        )

    def flags(self) -> int:
        return self.ask(DXVA_COPPStatusData, "dwFlags")


def setting(flags: int, **fields: int) -> bytes:
    return VIDEOPARAMETERS.pack(
        Guid=VIDEOPARAMETERS_GUID, dwCommand=VPCommand.VP_COMMAND_SET, dwFlags=flags, **fields
    )


def activation(level: int) -> bytes:
    return setting(
        VPFlags.VP_FLAGS_COPYPROTECT,
        dwCPType=CPType.VP_CP_TYPE_APS_TRIGGER,
        dwCPCommand=CPCommand.VP_CP_CMD_ACTIVATE,
        bCP_APSTriggerBits=level,
    )


def sent(driver: Driver, adapter: int, request: bytes) -> tuple[int, bytes]:
    """What comes back to a caller who has room for it."""
    return driver.video_parameters(adapter, request, len(request))


def protected(driver: Driver, adapter: int, level: int) -> bytes:
    """The answer to an activation, with the key of its session."""
    status, returned = sent(driver, adapter, activation(level))
    assert status == Status.NO_ERROR
    return returned


def ended(driver: Driver, adapter: int, activated: bytes) -> int:
    """The status with which a session is deactivated."""
    return sent(driver, adapter, VIDEOPARAMETERS.put(activated, dwCPCommand=CPCommand.VP_CP_CMD_DEACTIVATE))[
        0
    ]


def answers(driver: Driver, handle: int) -> list[tuple[object, ...]]:
    """What each call on a handle but the open answers and hands out."""
    return [
        driver.get_certificate_length(handle),
        driver.key_exchange(handle),
        (driver.sequence_start(handle, bytes(256)),),
        (driver.command(handle, DXVA_COPPCommand.pack()),),
        driver.query_status(handle, DXVA_COPPStatusInput.pack()),
        (driver.close_video_session(handle),),
    ]


NO_DEVICE = [
    (E_POINTER, 0),
    (E_POINTER, b"", b""),
    (E_POINTER,),
    (E_POINTER,),
    (E_POINTER, b""),
    (E_POINTER,),
]


def test_the_reference_driver_is_a_driver_with_every_capability() -> None:
    driver: Driver = ReferenceDriver()
    assert driver.capabilities == frozenset(Capability)
    assert (driver.outputs, driver.adapters, driver.root) == (OUTPUTS, ADAPTERS, shipped_root())


@pytest.mark.parametrize("handle", [0, 1, -1, 1 << 64])
def test_a_handle_that_was_never_given_names_no_device(handle: int) -> None:
    assert answers(ReferenceDriver(), handle) == NO_DEVICE


def test_a_closed_handle_names_no_device_and_is_not_given_again() -> None:
    driver = ReferenceDriver()
    first = opened(driver)
    assert driver.close_video_session(first) == S_OK
    assert answers(driver, first) == NO_DEVICE
    assert opened(driver) not in {first, 0}
    assert answers(driver, first) == NO_DEVICE


def test_a_live_device_is_not_opened_a_second_time() -> None:
    driver = ReferenceDriver()
    handle = opened(driver)
    assert driver.open_video_session(0, handle) == (E_UNEXPECTED, 0)
    assert driver.get_certificate_length(handle)[0] == S_OK


def test_calls_out_of_order_hand_out_nothing() -> None:
    driver = ReferenceDriver()
    handle = opened(driver)
    assert driver.key_exchange(handle) == (E_UNEXPECTED, b"", b"")
    assert driver.query_status(handle, DXVA_COPPStatusInput.pack()) == (E_UNEXPECTED, b"")
    driver.get_certificate_length(handle)
    assert driver.get_certificate_length(handle) == (E_UNEXPECTED, 0)


def test_two_devices_do_not_touch_each_other() -> None:
    driver = ReferenceDriver()
    first, second = opened(driver), opened(driver)
    assert first != second
    driver.get_certificate_length(first)
    code, number, certificates = driver.key_exchange(first)
    assert code == S_OK
    assert driver.key_exchange(second)[0] == E_UNEXPECTED
    driver.get_certificate_length(second)
    other_number = driver.key_exchange(second)[1]
    assert other_number != number
    block = sealed(public_key(certificates), START_SEQUENCE.pack(rGH=other_number, kDI=bytes(16)))
    assert driver.sequence_start(first, block) == E_UNEXPECTED
    assert driver.sequence_start(second, block) == S_OK
    assert driver.close_video_session(first) == S_OK
    assert driver.query_status(second, DXVA_COPPStatusInput.pack())[0] == HResult.E_INVALIDARG


def test_two_drivers_do_not_touch_each_other() -> None:
    one, other = ReferenceDriver(), ReferenceDriver()
    handle = opened(one)
    protected(one, 0, 2)
    assert answers(other, handle) == NO_DEVICE
    assert other.applied(0, ACP) == 0


def test_a_lost_device_is_gone_and_no_other() -> None:
    driver = ReferenceDriver()
    first, second = opened(driver), opened(driver)
    driver.inject(Capability.DEVICE_LOST, first)
    assert answers(driver, first) == NO_DEVICE
    assert driver.get_certificate_length(second)[0] == S_OK


@pytest.mark.parametrize("handle", [0, 1, 99])
def test_nothing_happens_where_there_is_no_device_to_lose(handle: int) -> None:
    driver = ReferenceDriver()
    driver.inject(Capability.DEVICE_LOST, handle)
    assert opened(driver) == 1


def test_a_restart_touches_no_device() -> None:
    driver = ReferenceDriver()
    handle = opened(driver)
    for adapter in range(len(ADAPTERS)):
        driver.inject(Capability.DRIVER_RESTART, adapter)
    assert driver.get_certificate_length(handle)[0] == S_OK


def test_a_driver_can_be_made_of_other_devices_and_random_numbers() -> None:
    class SaysNothing(COPPDevice):
        def get_certificate_length(self) -> int:
            return 0

    driver = ReferenceDriver(device=SaysNothing, random_bytes=lambda size: b"\x07" * size)
    assert driver.get_certificate_length(opened(driver)) == (S_OK, 0)
    assert VIDEOPARAMETERS.get_ulong(protected(driver, 0, 1), "dwCPKey") == 0x07070707


def test_options_reach_devices_and_adapters() -> None:
    driver = ReferenceDriver(Options(short_block="unexpected", undefined_bits="mask"))
    handle = opened(driver)
    driver.get_certificate_length(handle)
    assert driver.key_exchange(handle)[2] == shipped_identity().certificates
    assert driver.sequence_start(handle, b"") == E_UNEXPECTED
    protected(driver, 0, 0xFFFFFFFF)
    assert driver.applied(0, ACP) == 3


# Several outputs.


@pytest.mark.parametrize("dev_id", [-1, len(OUTPUTS), 1 << 31])
def test_a_dev_id_that_names_no_output_opens_no_device(dev_id: int) -> None:
    driver = ReferenceDriver()
    assert driver.open_video_session(dev_id) == (HResult.E_INVALIDARG, 0)
    assert driver.devices == {}


def test_an_output_that_shows_a_clone_opens_no_device() -> None:
    driver = ReferenceDriver()
    assert driver.open_video_session(4) == (HResult.DDERR_UNSUPPORTEDMODE, 0)
    assert driver.devices == {}


def applied(driver: Driver) -> dict[int, tuple[int, ...]]:
    return {dev_id: tuple(driver.applied(dev_id, each) for each in (HDCP, ACP, CGMSA)) for dev_id in range(6)}


NOTHING = dict.fromkeys(range(6), (0, 0, 0))


def test_devices_on_two_outputs_with_one_signal_share_its_level_and_others_do_not() -> None:
    driver = ReferenceDriver()
    main, composite, svideo = (Client(driver, dev_id) for dev_id in (0, 1, 2))
    assert (composite.set(ACP, 3), svideo.set(ACP, 1), main.set(HDCP, 1)) == (S_OK, S_OK, S_OK)
    assert applied(driver) == NOTHING | {0: (1, 0, 0), 1: (0, 3, 0), 2: (0, 3, 0)}
    driver.close_video_session(composite.handle)
    assert applied(driver) == NOTHING | {0: (1, 0, 0), 1: (0, 1, 0), 2: (0, 1, 0)}
    driver.inject(Capability.DEVICE_LOST, svideo.handle)
    driver.close_video_session(main.handle)
    assert applied(driver) == NOTHING


def test_what_a_connector_carries_is_the_higher_of_what_devices_and_adapters_ask_for() -> None:
    driver = ReferenceDriver()
    client = Client(driver)
    client.set(ACP, 2)
    client.set(CGMSA, 4)
    assert applied(driver)[0] == (0, 2, 4)
    protected(driver, 0, 3)
    assert applied(driver)[0] == (0, 3, 4)
    driver.inject(Capability.DRIVER_RESTART, 0)
    assert applied(driver)[0] == (0, 2, 4)


@pytest.mark.parametrize("nothing", [0, 3, 8, 1 << 31])
def test_what_is_no_type_has_no_level(nothing: int) -> None:
    driver = ReferenceDriver()
    Client(driver).set(HDCP, 1)
    assert driver.applied(0, nothing) == 0


# Events.


@pytest.mark.parametrize(
    ("event", "flag"), [(Capability.LINK_LOST, 1), (Capability.CONNECTOR_RECONFIGURED, 2)]
)
def test_an_event_is_told_once_to_each_device_on_the_connector_and_to_no_other(
    event: Capability, flag: int
) -> None:
    driver = ReferenceDriver()
    clients = [Client(driver, dev_id) for dev_id in (0, 1, 2, 1)]
    driver.inject(event, 2)
    driver.inject(event, 2)
    assert [[client.flags() for client in clients] for _ in range(2)] == [[0, flag, flag, flag], [0, 0, 0, 0]]


def test_events_do_not_end_a_session_or_its_protection() -> None:
    driver = ReferenceDriver()
    client = Client(driver)
    client.set(HDCP, 1)
    driver.inject(Capability.LINK_LOST, 0)
    driver.inject(Capability.CONNECTOR_RECONFIGURED, 0)
    assert (client.flags(), client.set(ACP, 1), applied(driver)[0]) == (3, S_OK, (1, 1, 0))


def test_a_mode_change_loses_every_device_on_the_connector_and_its_levels_and_no_other() -> None:
    driver = ReferenceDriver()
    composite, svideo, main = (Client(driver, dev_id) for dev_id in (1, 2, 0))
    for client, level in ((composite, 3), (svideo, 1), (main, 2)):
        client.set(ACP, level)
    driver.inject(Capability.MODE_CHANGE, 2, 1)
    assert answers(driver, composite.handle) == answers(driver, svideo.handle) == NO_DEVICE
    assert applied(driver) == NOTHING | {0: (0, 2, 0)}
    assert main.flags() == 0
    widths = [Client(driver, dev_id).ask(DXVA_COPPStatusDisplayData, "DisplayWidth") for dev_id in (0, 1, 2)]
    assert widths == [OUTPUTS[0].modes[0].width, OUTPUTS[1].modes[1].width, OUTPUTS[2].modes[1].width]


def test_hdcp_that_was_switched_on_is_on_once_it_has_settled() -> None:
    driver = ReferenceDriver(Options(hdcp_delay="later"))
    client = Client(driver)
    client.set(HDCP, 1)
    before = applied(driver)[0]
    driver.inject(Capability.HDCP_SETTLES, 1)
    elsewhere = applied(driver)[0]
    driver.inject(Capability.HDCP_SETTLES, 0)
    assert (before, elsewhere, applied(driver)[0]) == ((0, 0, 0), (0, 0, 0), (1, 0, 0))


@pytest.mark.parametrize("ability", [Capability.APPLIED, Capability.FEW_KEYS, Capability.RENDERER])
def test_a_bench_cannot_make_its_own_abilities_happen(ability: Capability) -> None:
    driver = ReferenceDriver()
    client = Client(driver)
    with pytest.raises(ValueError, match=f"{ability} is no event"):
        driver.inject(ability, 0)
    assert (client.flags(), applied(driver)) == (0, NOTHING)


def test_an_event_on_an_output_or_in_a_mode_that_is_not_there_changes_nothing() -> None:
    driver = ReferenceDriver()
    client = Client(driver)
    with pytest.raises(ValueError, match="output 7; there are 0 to 6"):
        driver.inject(Capability.LINK_LOST, 7)
    with pytest.raises(ValueError, match="output 0 has modes 0 to 1, not 7"):
        driver.inject(Capability.MODE_CHANGE, 0, 7)
    assert client.flags() == 0, "the session is still there"


def test_a_driver_can_be_made_of_another_connector() -> None:
    class Stuck(SharedConnector):
        def re_evaluate(self, protection_type: ProtectionType) -> None:
            """Nothing is ever applied."""

    driver = ReferenceDriver(connector=Stuck)
    assert Client(driver).set(HDCP, 1) == S_OK
    assert applied(driver) == NOTHING


def test_options_reach_connectors_and_what_is_on_them() -> None:
    driver = ReferenceDriver(
        Options(hdcp_sticky="on", level_order="precedence", toobigsize_level0="levels above 0")
    )
    one, other = Client(driver), Client(driver)
    for client, protection_type, level in ((one, HDCP, 1), (one, HDCP, 0), (one, ACP, 3), (other, ACP, 2)):
        assert client.set(protection_type, level) == S_OK
    assert applied(driver)[0] == (1, 2, 0)
    driver.inject(Capability.MODE_CHANGE, 0, 1)
    later = Client(driver)
    assert (later.set(ACP, 0), later.set(ACP, 1)) == (S_OK, HResult.DDERR_TOOBIGSIZE)


# Adapters.


def acp(driver: Driver) -> dict[int, int]:
    """The outputs that have a level of ACP."""
    levels = {output: driver.applied(output, ACP) for output in range(len(OUTPUTS))}
    return {output: level for output, level in levels.items() if level}


@pytest.mark.parametrize("adapter", [-1, len(ADAPTERS), 1 << 31])
def test_an_adapter_that_is_not_declared_serves_no_request_and_nothing_happens_to_it(adapter: int) -> None:
    driver = ReferenceDriver()
    for buffer in (activation(1), bytes(356), b""):
        assert sent(driver, adapter, buffer) == (Status.ERROR_INVALID_FUNCTION, b"")
    with pytest.raises(ValueError, match=f"adapter {adapter}; there are 0 to 4"):
        driver.inject(Capability.DRIVER_RESTART, adapter)
    assert acp(driver) == {}


def test_each_adapter_answers_as_it_is_declared() -> None:
    driver = ReferenceDriver()
    statuses = [sent(driver, adapter, activation(1))[0] for adapter in range(5)]
    assert statuses == [0, 0, 0, 0, Status.ERROR_INVALID_FUNCTION]
    assert acp(driver) == {0: 1, 1: 1, 2: 1, 5: 1}, "2 has the signal of 1"


@pytest.mark.parametrize("buffer", [b"", bytes(355), bytes(356), bytes(400)])
def test_a_refused_request_gives_nothing_back(buffer: bytes) -> None:
    status, returned = sent(ReferenceDriver(), 0, buffer)
    assert status != Status.NO_ERROR
    assert returned == b""


def test_a_request_gives_back_a_structure_or_nothing_where_there_is_no_room_for_one() -> None:
    driver = ReferenceDriver()
    assert driver.video_parameters(0, activation(1) + b"tail", 355) == (Status.ERROR_INSUFFICIENT_BUFFER, b"")
    assert acp(driver) == {}
    assert len(driver.video_parameters(0, activation(1) + b"tail", 400)[1]) == 356


def test_every_output_of_an_adapter_has_its_level_and_no_output_of_another() -> None:
    driver = ReferenceDriver()
    first, other = protected(driver, 0, 1), protected(driver, 1, 3)
    assert acp(driver) == {0: 1, 1: 1, 2: 1, 5: 3}
    assert ended(driver, 0, other) == Status.ERROR_INVALID_PARAMETER
    driver.inject(Capability.DRIVER_RESTART, 1)
    assert acp(driver) == {0: 1, 1: 1, 2: 1}
    assert ended(driver, 1, first) == Status.ERROR_INVALID_PARAMETER
    assert (ended(driver, 0, first), acp(driver)) == (Status.NO_ERROR, {})


def test_adapters_of_one_image_take_each_others_keys() -> None:
    driver = ReferenceDriver(Options(key_scope="loaded image"))
    first, other = protected(driver, 0, 1), protected(driver, 1, 3)
    assert (ended(driver, 0, other), acp(driver)) == (Status.NO_ERROR, {0: 1, 1: 1, 2: 1})
    assert (ended(driver, 1, first), acp(driver)) == (Status.NO_ERROR, {})


def test_no_two_adapters_of_a_driver_issue_one_key() -> None:
    drawn = iter([7, 7, 0, 9])
    driver = ReferenceDriver(random_bytes=lambda size: next(drawn).to_bytes(size, "little"))
    keys = [VIDEOPARAMETERS.get_ulong(protected(driver, adapter, 1), "dwCPKey") for adapter in (0, 1)]
    assert keys == [7, 9]


def test_keys_are_limited_on_the_adapter_that_was_named() -> None:
    driver = ReferenceDriver()
    driver.limit_keys(1, 1)
    statuses = [sent(driver, adapter, activation(1))[0] for adapter in (0, 0, 1, 1)]
    assert statuses == [Status.NO_ERROR, Status.NO_ERROR, Status.NO_ERROR, Status.ERROR_NOT_ENOUGH_MEMORY]


def test_an_adapter_can_name_an_output_that_a_smaller_driver_has_not() -> None:
    class Small(ReferenceDriver):
        adapters = (Adapter(tv=ADAPTERS[0].tv, outputs=(0,)), Adapter())

    driver = Small()
    protected(driver, 0, 2)
    assert acp(driver) == {0: 2}
    assert sent(driver, 2, activation(1)) == (Status.ERROR_INVALID_FUNCTION, b"")


# Adapters and what happens to them.


def test_a_mode_set_loses_the_devices_of_its_connector_and_keeps_the_sessions_of_its_adapter() -> None:
    driver = ReferenceDriver()
    client = Client(driver)
    client.set(ACP, 3)
    activated = protected(driver, 0, 1)
    assert acp(driver) == {0: 3, 1: 1, 2: 1}
    driver.inject(Capability.MODE_CHANGE, 0, 1)
    assert answers(driver, client.handle) == NO_DEVICE
    assert acp(driver) == {0: 1, 1: 1, 2: 1}
    assert (ended(driver, 0, activated), acp(driver)) == (Status.NO_ERROR, {})


@pytest.mark.parametrize("output", [0, 1, 2])
def test_under_the_other_reading_a_mode_set_ends_the_sessions_of_its_adapter_and_of_no_other(
    output: int,
) -> None:
    driver = ReferenceDriver(Options(mode_set="keys die"))
    activated = protected(driver, 0, 1)
    protected(driver, 1, 2)
    for other in (3, 4):
        driver.inject(Capability.MODE_CHANGE, other, 1)
    assert acp(driver) == {0: 1, 1: 1, 2: 1, 5: 2}, "neither has a connector of one of the two"
    driver.inject(Capability.MODE_CHANGE, output, 1)
    assert acp(driver) == {5: 2}
    assert ended(driver, 0, activated) == Status.ERROR_INVALID_PARAMETER


@pytest.mark.parametrize(
    ("down", "up"),
    [
        ((Capability.DEVICE_RESET, 0), (Capability.MODE_CHANGE, 1)),
        ((Capability.POWER_DOWN, 0), (Capability.POWER_UP, 0)),
    ],
)
def test_a_reset_and_a_loss_of_power_hide_the_level_of_an_adapter_for_a_time(
    down: tuple[Capability, int], up: tuple[Capability, int]
) -> None:
    driver = ReferenceDriver()
    protected(driver, 0, 2)
    protected(driver, 1, 1)
    Client(driver).set(ACP, 1)
    driver.inject(*down)
    assert acp(driver) == {0: 1, 5: 1}
    driver.inject(*up)
    assert acp(driver) == {0: 2, 1: 2, 2: 2, 5: 1}


def test_an_event_can_be_the_first_thing_that_happens_to_an_adapter() -> None:
    driver = ReferenceDriver()
    driver.inject(Capability.DEVICE_RESET, 0)
    protected(driver, 0, 2)
    assert acp(driver) == {}
    driver.inject(Capability.MODE_CHANGE, 0, 1)
    assert acp(driver) == {0: 2, 1: 2, 2: 2}


def test_an_activation_that_meets_failing_hardware_leaves_nothing_behind() -> None:
    driver = ReferenceDriver()
    driver.inject(Capability.HARDWARE_FAULT, 0)
    protected(driver, 1, 1)
    assert sent(driver, 0, activation(2)) == (Status.ERROR_BUSY, b"")
    assert acp(driver) == {5: 1}
    assert (ended(driver, 0, protected(driver, 0, 2)), acp(driver)) == (Status.NO_ERROR, {5: 1})


def test_a_tv_output_that_is_switched_off_has_no_level_but_that_of_copp() -> None:
    driver = ReferenceDriver()
    protected(driver, 0, 3)
    Client(driver).set(ACP, 1)
    both = VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD
    off = setting(both, dwTVStandard=TVStandard.VP_TV_STANDARD_WIN_VGA)
    on = setting(both, dwMode=1, dwTVStandard=TVStandard.VP_TV_STANDARD_PAL_B)
    assert (sent(driver, 0, off), acp(driver)) == ((Status.NO_ERROR, off), {0: 1})
    assert (sent(driver, 0, on), acp(driver)) == ((Status.NO_ERROR, on), {0: 3, 1: 3, 2: 3})


# Adapters and COPP.


def test_neither_side_takes_away_what_the_other_asked_for() -> None:
    driver = ReferenceDriver()
    client, activated = Client(driver), protected(driver, 0, 2)
    client.set(ACP, 1)
    assert acp(driver)[0] == 2
    assert (ended(driver, 0, activated), acp(driver)) == (Status.NO_ERROR, {0: 1})
    activated = protected(driver, 0, 1)
    client.set(ACP, 0)
    driver.close_video_session(client.handle)
    assert acp(driver) == {0: 1, 1: 1, 2: 1}
    assert (ended(driver, 0, activated), acp(driver)) == (Status.NO_ERROR, {})


def test_the_two_sides_are_joined_as_levels_of_devices_are() -> None:
    for reading, level in (("numeric maximum", 3), ("precedence", 2)):
        options = Options(level_order="precedence") if reading == "precedence" else Options()
        driver = ReferenceDriver(options)
        protected(driver, 0, 3)
        Client(driver).set(ACP, 2)
        assert acp(driver) == {0: level, 1: 3, 2: 3}


def test_the_global_level_of_a_device_shows_both_sides_and_its_local_level_its_own() -> None:
    driver = ReferenceDriver()
    client = Client(driver)
    client.set(ACP, 1)
    told = [client.acp_levels()]
    activated = protected(driver, 0, 3)
    told.append(client.acp_levels())
    ended(driver, 0, activated)
    told.append(client.acp_levels())
    assert told == [(1, 1), (1, 3), (1, 1)]


def test_under_the_other_reading_an_activation_is_refused_while_a_device_protects_its_connector() -> None:
    driver = ReferenceDriver(Options(activate_under_copp="refused"))
    client = Client(driver, 2)
    protected(driver, 0, 2)
    client.set(ACP, 1)
    assert sent(driver, 0, activation(3)) == (Status.ERROR_BUSY, b"")
    protected(driver, 1, 1)
    driver.inject(Capability.HDCP_SETTLES, 2)
    client.set(ACP, 0)
    protected(driver, 0, 3)
    assert acp(driver) == {0: 3, 1: 3, 2: 3, 5: 1}
