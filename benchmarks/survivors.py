"""Why nothing finds some faults of the reference driver: what they change cannot be seen, or is allowed."""

# ruff: noqa: E501  the name of a fault is not broken

NOT_COMPARED = "equal: nothing is compared with it before a session is active (COPP-127)"
REPLACED = "equal: it is replaced before anything reads it, or the object is gone"
APPLICATION = "not part of a driver: an application makes blocks with it, and its own tests hold it"
A_CHOICE = "a choice: no clause says what the picture is set to when the driver starts"

REASONS: dict[str, str] = {
    "session: : constant: 4294967295 -> 4294967294": NOT_COMPARED,
    "session: : constant: 4294967295 -> 4294967296": NOT_COMPARED,
    "session: ProtectedSession.__init__: statement: self.status_number = NO_NUMBER left out": NOT_COMPARED,
    "session: ProtectedSession.__init__: constant: b'' -> b'\\x01'": REPLACED,
    "session: ProtectedSession.close: statement: self.levels = {} left out": REPLACED,
    "session: ProtectedSession.decrypted: condition: sequence or b'' -> sequence and b''": (
        "equal by default: it is read where padding is ignored, and the random number is then looked for again"
    ),
    "start_block: sealed_without_padding: statement: return power.to_bytes(RSA_MODULUS_BYTES, 'little') left out": (
        APPLICATION
    ),
    "television: Television.__init__: statement: self.picture: dict[str, int] = {} left out": REPLACED,
    "television: : constant: 50 -> 49": A_CHOICE,
    "television: : constant: 500 -> 501": A_CHOICE,
    "television: : constant: 0 -> 1 (5)": A_CHOICE,
    "protection: AnalogProtection.reset_device: statement: self.bring_up_to_date() left out": (
        "allowed: until the next mode set the hardware may show the level or none (VPCP-661)"
    ),
    "protection_commands: : constant: 8 -> 7": (
        "not observable: it says how many keys there are at most, and nobody issues 2^28"
    ),
    "protection_commands: CommandedProtection.activate: statement: self.issued.add(key) left out": (
        "found by a random source that stutters, which `coppspec verify` gives the driver; with a good one a key "
        "comes again once in 2^32"
    ),
    "commands: CommandedSession.aspect_ratio: statement: mask &= COPP_ImageAspectRatio_EN300294_Mask left out": (
        "a choice: no clause says what becomes of a change mask that names bits without a meaning"
    ),
    "protection_commands: CommandedProtection.show_on: comparison: holder is not self -> holder is self": (
        "a choice: where a key is known on each adapter (A-16), no clause says when another adapter shows its level"
    ),
    "reference: ReferenceDriver.video_parameters: constant: b'' -> b'\\x01'": (
        "not asked: an adapter that is not declared is a matter of the bench, and no suite calls one"
    ),
    "device: COPPDevice.key_data: operator: output.types & ProtectionType.COPP_ProtectionType_HDCP -> output.types | ProtectionType.COPP_ProtectionType_HDCP": (
        "equal on these outputs: one without HDCP declares a key of zeros and no flags"
    ),
    "keys: IssuedKeys.add: statement: self.quarantine.clear() left out": (
        "not observable: a key can then be issued while it lives, which a good random source does once in 2^32"
    ),
    "protection_commands: CommandedProtection.__init__: comparison: issued is None -> issued is not None": (
        "found by a random source that stutters: adapters may then issue the same key, once in 2^32 with a good one"
    ),
    "commands: CommandedSession.verify_authentication: constant: HResult.E_FAIL -> HResult.E_POINTER": (
        "allowed: no clause says by which code a command fails whose HDCP authentication does (X11)"
    ),
    "reference: ReferenceDriver._happen: statement: raise ValueError(f'{event} is no event that can be made to happen') left out": (
        "not part of a driver: it is an answer to a bench that asks for what is not declared"
    ),
    "reference: ReferenceDriver.open_video_session: constant: 1 -> 2": "allowed: a handle is any number",
    "television: Television.settings: operator: flag & self.tv.flags -> flag | self.tv.flags": (
        "allowed: no clause says what GET leaves in the fields of a flag that it does not report"
    ),
    "renderer: Renderer.release: constant: 0 -> 1": (
        "not observable: no method shows the handle of a renderer that is released"
    ),
}
"""By the fault: equal to the right driver, not observable, allowed, or a choice."""
