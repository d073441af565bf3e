"""The three copy-protection commands of a miniport, with their checks in the order of VPCP-110.

They are written from the clauses. Every check is one small method, named for what it verifies.
"""

import os
from collections.abc import Callable

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.keys import IssuedKeys
from coppspec.driver.options import Options
from coppspec.driver.protection import AnalogProtection
from coppspec.driver.refusal import Refused
from coppspec.driver.television import WIN_VGA, is_one_of, ulong
from coppspec.model.codes import Status
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import CPCommand, VPFlags

DEFINED_BITS = 3
"""The bits of the trigger field that carry the level (VPCP-004)."""
KEY_BYTES = 4
EVERY_KEY = 2 ** (8 * KEY_BYTES) - 1
"""0 is no key, and no key is issued twice."""


class WrongKey(Refused):
    """The key that a request names is not live (VPCP-430, VPCP-432)."""


class CommandedProtection(AnalogProtection):
    """The protection of an adapter as commands open, change and end its sessions.

    Args:
        options: the reading of the silent points.
        random_bytes: where keys come from: so many bytes of them.
        issued: the keys that the driver has issued, on all of its adapters.
        adapter: what the adapter can do; as a rule what the first of the reference driver can.
        image: what protects the outputs of all adapters of the driver; this one joins them.
        copp_level: the highest level of ACP that COPP devices hold on a connector of the adapter.
    """

    def __init__(  # noqa: PLR0913  one for each thing that adapters of one driver share or differ in
        self,
        options: Options | None = None,
        random_bytes: Callable[[int], bytes] = os.urandom,
        issued: IssuedKeys | None = None,
        *,
        adapter: Adapter = ADAPTERS[0],
        image: list[AnalogProtection] | None = None,
        copp_level: Callable[[], int] = lambda: 0,
    ) -> None:
        issued = IssuedKeys() if issued is None else issued
        image = [] if image is None else image
        super().__init__(adapter, options or Options(), issued, image, copp_level)
        self.random_bytes = random_bytes
        self.keys = EVERY_KEY
        """How many keys can be issued in all."""
        self.activations = 0

    # The three commands.

    def protect(self, buffer: bytes) -> bytes:
        """One of the three copy-protection commands; a wrong key never has an effect (VPCP-430, A-06)."""
        self.verify_one_command(buffer)
        command = ulong(buffer, "dwCPCommand")
        if command == CPCommand.VP_CP_CMD_ACTIVATE:
            return self.activate(buffer)
        act = self.change if command == CPCommand.VP_CP_CMD_CHANGE else self.deactivate
        try:
            act(buffer)
        except WrongKey:
            if self.options.wrong_key_status != "success":
                raise
        return buffer

    def activate(self, buffer: bytes) -> bytes:
        """VP_CP_CMD_ACTIVATE: opens a session and returns its key (VPCP-400, VPCP-401)."""
        level = self.activation_level(buffer)
        self.verify_copp_leaves_it()
        self.verify_a_session_is_left()
        self.verify_a_key_is_left()
        key = self.new_key()
        self.issued.add(key)
        self.activations += 1
        if self.options.session_limit == "one, replaced":
            self.end_every_session()
        self.begin(key, level)
        self.keep(level, oem_data(buffer))
        return VIDEOPARAMETERS.put(buffer, dwCPKey=key)

    def change(self, buffer: bytes) -> None:
        """VP_CP_CMD_CHANGE: replaces the level of a session (VPCP-410)."""
        level = self.requested_level(buffer)
        key = self.named_key(buffer)
        holder = self.holder(key)
        holder.set_level(key, level)
        holder.keep(level, oem_data(buffer))
        self.show_on(holder)

    def deactivate(self, buffer: bytes) -> None:
        """VP_CP_CMD_DEACTIVATE: ends a session (VPCP-420)."""
        key = self.named_key(buffer)
        holder = self.holder(key)
        holder.count_deactivation(holder.end(key))
        self.show_on(holder)

    def show_on(self, holder: AnalogProtection) -> None:
        """Another adapter shows at once what became of its session; this one when all is decided (A-16)."""
        if holder is not self:
            holder.bring_up_to_date()

    # Keys and levels of a request.

    def new_key(self) -> int:
        """A key that is hard to guess, not 0, and new to the whole driver (VPCP-503 to VPCP-506)."""
        while True:
            key = int.from_bytes(self.random_bytes(KEY_BYTES), "little")
            if key and key not in self.issued:
                return key

    def named_key(self, buffer: bytes) -> int:
        """The key that a request names, if it is live."""
        key = ulong(buffer, "dwCPKey")
        self.verify_live(key)
        return key

    def activation_level(self, buffer: bytes) -> int:
        """The level at which a session begins: at 0 it is turned off, or on all the same (VPCP-402, A-01)."""
        level = self.requested_level(buffer)
        if level == 0 and self.options.activate_zero == "driver's level":
            return self.tv.level_at_zero
        return level

    def requested_level(self, buffer: bytes) -> int:
        """The level that a request asks for."""
        self.verify_type(buffer)
        if self.options.undefined_bits == "refuse":
            self.verify_defined_bits(buffer)
        return ulong(buffer, "bCP_APSTriggerBits") & DEFINED_BITS

    # The checks.

    def verify_one_command(self, buffer: bytes) -> None:
        """The copy-protection command is one of three, and they are never combined (VPCP-310)."""
        if ulong(buffer, "dwCPCommand") not in tuple(CPCommand):
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_type(self, buffer: bytes) -> None:
        """The copy-protection type is one of those advertised (VPCP-311)."""
        if not is_one_of(ulong(buffer, "dwCPType"), self.types()):
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_defined_bits(self, buffer: bytes) -> None:
        """The trigger field holds a level and nothing else (VPCP-434)."""
        if ulong(buffer, "bCP_APSTriggerBits") > DEFINED_BITS:
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_copp_leaves_it(self) -> None:
        """No COPP device protects a connector of the adapter, where that matters (A-21)."""
        if self.options.activate_under_copp == "refused" and self.copp_level() > 0:
            raise Refused(Status.ERROR_BUSY)

    def verify_a_session_is_left(self) -> None:
        """A driver for one session has none, not even one that is turned off (VPCP-558, VPCP-559)."""
        if self.options.session_limit == "one, refused" and self.levels:
            raise Refused(Status.ERROR_BUSY)

    def verify_a_key_is_left(self) -> None:
        """A fresh key can be issued (VPCP-507)."""
        if self.activations >= self.keys:
            raise Refused(Status.ERROR_NOT_ENOUGH_MEMORY)

    def verify_live(self, key: int) -> None:
        """The key was issued and did not die (VPCP-430 to VPCP-433)."""
        if key not in self.holder(key).levels:
            refused = self.options.wrong_key_status == "invalid parameter"
            raise WrongKey(Status.ERROR_INVALID_PARAMETER if refused else Status.ERROR_BUSY)

    def verify_standard_can_be_protected(self, buffer: bytes) -> None:
        """While a session is on, the TV output keeps to standards that can be protected (VPCP-652)."""
        allowed = self.tv.protected | WIN_VGA
        names_it = ulong(buffer, "dwFlags") & VPFlags.VP_FLAGS_TV_STANDARD
        if names_it and self.count > 0 and not ulong(buffer, "dwTVStandard") & allowed:
            raise Refused(Status.ERROR_INVALID_PARAMETER)


def oem_data(buffer: bytes) -> bytes:
    """The vendor's own data of a request, which nobody else looks into (VPCP-005)."""
    return VIDEOPARAMETERS.get_bytes(buffer, "bOEMCopyProtection")
