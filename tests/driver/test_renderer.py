"""The renderer makes the calls on a device that its methods stand for, and passes on what it is told."""

from typing import NamedTuple

import pytest

from coppspec.driver.options import Options
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.renderer import Renderer
from coppspec.model.codes import HResult

CLONE = 4


class Called(NamedTuple):
    function: str
    handle: int


class Recorder:
    """A driver that answers everything with one code, and remembers what it was asked."""

    def __init__(self, code: int = HResult.S_OK) -> None:
        self.code = code
        self.calls: list[Called] = []

    def _answer(self, function: str, handle: int) -> int:
        self.calls.append(Called(function, handle))
        return self.code

    def open_video_session(self, dev_id: int, handle: int = 0) -> tuple[int, int]:
        self.calls.append(Called("open", dev_id))
        return HResult.S_OK, 7 + handle

    def get_certificate_length(self, handle: int) -> tuple[int, int]:
        return self._answer("length", handle), 4

    def key_exchange(self, handle: int) -> tuple[int, bytes, bytes]:
        return self._answer("key exchange", handle), bytes(16), b"cert"

    def sequence_start(self, handle: int, signature: bytes) -> int:
        return self._answer(f"start {len(signature)}", handle)

    def command(self, handle: int, command: bytes) -> int:
        return self._answer(f"command {len(command)}", handle)

    def query_status(self, handle: int, request: bytes) -> tuple[int, bytes]:
        return self._answer(f"query {len(request)}", handle), b"response"

    def close_video_session(self, handle: int) -> int:
        return self._answer("close", handle)


def walked(renderer: Renderer) -> list[int]:
    """The codes of the four methods, in order."""
    return [
        renderer.key_exchange()[0],
        renderer.session_sequence_start(bytes(256)),
        renderer.protection_command(bytes(4096)),
        renderer.protection_status(bytes(4096))[0],
    ]


def test_each_method_makes_the_calls_that_it_stands_for() -> None:
    driver = Recorder()
    renderer = Renderer(driver, 2)
    renderer.connect()
    assert walked(renderer) == [HResult.S_OK] * 4
    renderer.release()
    functions = ["length", "key exchange", "start 256", "command 4096", "query 4096", "close"]
    assert driver.calls == [Called("open", 2), *(Called(each, 7) for each in functions)]


def test_nothing_is_asked_of_the_driver_before_the_renderer_is_connected() -> None:
    driver = Recorder()
    renderer = Renderer(driver, 0)
    assert walked(renderer) == [HResult.VFW_E_NO_COPP_HW] * 4
    renderer.release()
    assert driver.calls == []


def test_a_device_is_opened_once() -> None:
    driver = Recorder()
    renderer = Renderer(driver, 0)
    renderer.connect()
    renderer.connect()
    assert driver.calls == [Called("open", 0)]


@pytest.mark.parametrize("code", [each for each in HResult if each != HResult.E_POINTER], ids=str)
def test_an_answer_of_the_driver_is_passed_on_as_it_is(code: HResult) -> None:
    renderer = Renderer(Recorder(code), 0)
    renderer.connect()
    assert walked(renderer) == [code] * 4


def test_no_key_is_exchanged_after_a_length_that_was_refused() -> None:
    driver = Recorder(HResult.E_UNEXPECTED)
    renderer = Renderer(driver, 0)
    renderer.connect()
    assert renderer.key_exchange() == (HResult.E_UNEXPECTED, b"", b"")
    assert [each.function for each in driver.calls] == ["open", "length"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (Options(), HResult.E_UNEXPECTED),
        (Options(lost_code="no hardware"), HResult.VFW_E_NO_COPP_HW),
    ],
    ids=["unexpected", "no hardware"],
)
def test_a_lost_device_is_told_as_the_reading_says(options: Options, code: HResult) -> None:
    renderer = Renderer(Recorder(HResult.E_POINTER), 0, options)
    renderer.connect()
    assert walked(renderer) == [code] * 4


def test_a_renderer_on_an_output_where_no_device_opens_has_no_hardware() -> None:
    renderer = ReferenceDriver().renderer(CLONE)
    renderer.connect()
    assert renderer.handle == 0
    assert walked(renderer) == [HResult.VFW_E_NO_COPP_HW] * 4
