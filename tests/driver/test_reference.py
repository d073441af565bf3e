"""The reference driver keeps its devices and adapters apart, and a handle that is gone names nothing."""

import pytest

from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import public_key, shipped_identity
from coppspec.driver.options import Options
from coppspec.driver.protocol import Capability, Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.start_block import sealed
from coppspec.model.codes import HResult, Status
from coppspec.model.layouts import START_SEQUENCE, VIDEOPARAMETERS, DXVA_COPPCommand, DXVA_COPPStatusInput
from coppspec.model.tvout import VIDEOPARAMETERS_GUID, CPCommand, CPType, VPCommand, VPFlags

S_OK, E_POINTER, E_UNEXPECTED = HResult.S_OK, HResult.E_POINTER, HResult.E_UNEXPECTED


def opened(driver: Driver) -> int:
    code, handle = driver.open_video_session(0)
    assert code == S_OK
    return handle


def activation(level: int) -> bytes:
    return VIDEOPARAMETERS.pack(
        Guid=VIDEOPARAMETERS_GUID,
        dwCommand=VPCommand.VP_COMMAND_SET,
        dwFlags=VPFlags.VP_FLAGS_COPYPROTECT,
        dwCPType=CPType.VP_CP_TYPE_APS_TRIGGER,
        dwCPCommand=CPCommand.VP_CP_CMD_ACTIVATE,
        bCP_APSTriggerBits=level,
    )


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


def test_two_adapters_do_not_touch_each_other() -> None:
    driver = ReferenceDriver()
    driver.video_parameters(0, activation(1))
    _, returned = driver.video_parameters(1, activation(3))
    assert (driver.applied(0), driver.applied(1), driver.applied(2)) == (1, 3, 0)
    stolen = VIDEOPARAMETERS.put(returned, dwCPCommand=CPCommand.VP_CP_CMD_DEACTIVATE)
    assert driver.video_parameters(0, stolen) == (Status.ERROR_INVALID_PARAMETER, stolen)
    driver.inject(Capability.DRIVER_RESTART, 1)
    assert (driver.applied(0), driver.applied(1)) == (1, 0)


def test_two_drivers_do_not_touch_each_other() -> None:
    one, other = ReferenceDriver(), ReferenceDriver()
    handle = opened(one)
    one.video_parameters(0, activation(2))
    assert answers(other, handle) == NO_DEVICE
    assert other.applied(0) == 0


@pytest.mark.parametrize("buffer", [b"", bytes(355), bytes(356), bytes(400)])
def test_a_refused_request_returns_the_callers_own_buffer(buffer: bytes) -> None:
    status, returned = ReferenceDriver().video_parameters(0, buffer)
    assert status != Status.NO_ERROR
    assert returned == buffer


def test_keys_are_limited_on_the_adapter_that_was_named() -> None:
    driver = ReferenceDriver()
    driver.limit_keys(1, 1)
    statuses = [driver.video_parameters(adapter, activation(1))[0] for adapter in (0, 0, 1, 1)]
    assert statuses == [Status.NO_ERROR, Status.NO_ERROR, Status.NO_ERROR, Status.ERROR_NOT_ENOUGH_MEMORY]


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
    driver.inject(Capability.DRIVER_RESTART, 0)
    driver.inject(Capability.DRIVER_RESTART, handle)
    assert driver.get_certificate_length(handle)[0] == S_OK


def test_a_driver_can_be_made_of_other_devices_and_random_numbers() -> None:
    class SaysNothing(COPPDevice):
        def get_certificate_length(self) -> int:
            return 0

    driver = ReferenceDriver(device=SaysNothing, random_bytes=lambda size: b"\x07" * size)
    assert driver.get_certificate_length(opened(driver)) == (S_OK, 0)
    _, returned = driver.video_parameters(0, activation(1))
    assert VIDEOPARAMETERS.get_ulong(returned, "dwCPKey") == 0x07070707


def test_options_reach_devices_and_adapters() -> None:
    driver = ReferenceDriver(Options(short_block="unexpected", undefined_bits="mask"))
    handle = opened(driver)
    driver.get_certificate_length(handle)
    assert driver.key_exchange(handle)[2] == shipped_identity().certificates
    assert driver.sequence_start(handle, b"") == E_UNEXPECTED
    assert driver.video_parameters(0, activation(0xFFFFFFFF))[0] == Status.NO_ERROR
    assert driver.applied(0) == 3
