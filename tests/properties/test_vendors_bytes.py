"""The contents of the vendor's bytes are undefined on GET, but for a key: that is never shown."""

from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, GET
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.profile import Profile
from coppspec.model.step import Intent
from coppspec.properties.bench import Bench
from coppspec.properties.correct_keys import LeavesTheVendorsBytesAsReceived
from coppspec.properties.trial import MakeDriver

TEST = (Intent(ACTIVATE, level=1), Intent(GET))


class ShowsAKey(CopyProtectionMiniport):
    """Puts the key of a session where nobody is to look."""

    def get(self, buffer: bytes) -> bytes:
        found = next(iter(self.levels), 0)
        vendors = bytes(7) + found.to_bytes(4, "little")
        return VIDEOPARAMETERS.put(super().get(buffer), bOEMCopyProtection=vendors.ljust(256, b"\0"))


class MakesThemUp(CopyProtectionMiniport):
    """Returns bytes that nobody has sent."""

    def get(self, buffer: bytes) -> bytes:
        return VIDEOPARAMETERS.put(super().get(buffer), bOEMCopyProtection=b"?" * 256)


def found(make_driver: MakeDriver, profile: Profile | None = None) -> str | None:
    bench = Bench(Engine(COPY_PROTECTION_SESSIONS, profile), (0,), make_driver)
    disagreement = bench.disagreement(TEST)
    return None if disagreement is None else disagreement.deviation.clause


def test_they_may_come_back_as_they_were_received() -> None:
    assert found(LeavesTheVendorsBytesAsReceived) is None
    assert found(ReferenceDriver) is None
    assert found(LeavesTheVendorsBytesAsReceived, Profile(oem_data="stored")) is None


def test_a_key_in_them_is_a_key_revealed() -> None:
    assert found(lambda: ReferenceDriver(miniport=ShowsAKey)) == "VPCP-207"


def test_bytes_that_nobody_sent_are_a_matter_of_the_recommendation() -> None:
    assert found(lambda: ReferenceDriver(miniport=MakesThemUp)) == "A-20"
