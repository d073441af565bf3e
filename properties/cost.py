"""What it takes to run a suite: its calls, and the cryptography that no driver can do without."""

from coppspec.model.device import KEY_EXCHANGED
from coppspec.model.renderer import KEYS_EXCHANGED
from coppspec.properties.suite import Suite

STARTS = {"COPPSequenceStart", "SessionSequenceStart"}
COMMANDS = {"COPPCommand", "ProtectionCommand"}


def cost(suite: Suite) -> dict[str, int]:
    """How many start sequences a driver has to decrypt, and how many tags both sides make."""
    handshakes = tags = 0
    for test in suite.tests:
        configuration = suite.start()
        for intent in test:
            function = intent.call.partition(",")[0]
            state = configuration.sessions[intent.session or 0].state
            answer, configuration = suite.engine.step(configuration, intent)
            handshakes += function in STARTS and state in {KEY_EXCHANGED, KEYS_EXCHANGED}
            tags += function in COMMANDS
            tags += 2 * ("status" in answer.gives)
    return {"handshakes": handshakes, "tags": tags}
