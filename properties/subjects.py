"""The machines, and what must hold of each."""

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.renderer import RENDERER
from coppspec.model.together import TOGETHER
from coppspec.properties.always_devices import DEVICE_ALWAYS, DEVICE_SOMETIMES
from coppspec.properties.always_keys import KEYS_ALWAYS, KEYS_SOMETIMES
from coppspec.properties.always_renderers import RENDERER_ALWAYS, RENDERER_SOMETIMES
from coppspec.properties.always_together import TOGETHER_ALWAYS, TOGETHER_SOMETIMES

MACHINES = (DEVICE, RENDERER, COPY_PROTECTION_SESSIONS)
"""Each a table of its own; TOGETHER is two of them."""
ALWAYS = {
    DEVICE.name: DEVICE_ALWAYS,
    RENDERER.name: RENDERER_ALWAYS,
    COPY_PROTECTION_SESSIONS.name: KEYS_ALWAYS,
    TOGETHER.name: TOGETHER_ALWAYS,
}
SOMETIMES = {
    DEVICE.name: DEVICE_SOMETIMES,
    RENDERER.name: RENDERER_SOMETIMES,
    COPY_PROTECTION_SESSIONS.name: KEYS_SOMETIMES,
    TOGETHER.name: TOGETHER_SOMETIMES,
}
