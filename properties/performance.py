"""A performance: players play a scene with the reference driver, and all that is said and shown is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import NamedTuple

from coppspec.driver.levels import ACP
from coppspec.driver.options import Options
from coppspec.driver.player import CannotPlay, Player, VideoParameters
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import VIDEOPARAMETERS_GUID, TVStandard, VPCommand, VPFlags, VPMode

MakePlayer = Callable[[VideoParameters, int], Player]
"""A fresh player, from what takes its requests and the number of its adapter."""


class Deed(StrEnum):
    """What a player is asked to do, or somebody else does."""

    SWITCH_ON = "switch on"
    """In WIN_GRAPHICS and the standard of the act."""
    SWITCH_OFF = "switch off"
    START = "start"
    """At the level of the act."""
    CHANGE = "change"
    """To the level of the act."""
    STOP = "stop"
    MEANWHILE = "meanwhile"
    """Somebody else switches to the standard of the act, right before the next SET (VPCP-761)."""


PLAYS = (Deed.START, Deed.CHANGE)
"""After these, content of that level plays, unless the player says that it does not."""


class Act(NamedTuple):
    """One thing that happens."""

    deed: Deed | Capability
    """What; a capability is an event of the adapter."""
    argument: int = 0
    """A level or a standard."""
    player: int = 0
    """Who does it."""


@dataclass(frozen=True)
class Scene:
    """What happens on one adapter of a driver."""

    name: str
    """What is special about it."""
    acts: tuple[Act, ...]
    """In their order; whoever starts also stops, twice where the first can be refused."""
    adapter: int = 0
    """The number of the adapter."""
    plays: bool = False
    """Whether nothing stands against playing: no player has a reason to refuse."""
    options: Options = field(default_factory=Options)
    """The reading that the driver follows."""
    keys: int | None = None
    """How many keys the adapter can issue, if it is few."""


@dataclass(frozen=True)
class Request:
    """What a player sent, and what it got."""

    player: int
    buffer: bytes
    status: int
    returned: bytes

    def sent(self, name: str) -> int:
        """A number of the request."""
        return VIDEOPARAMETERS.get_ulong(self.buffer, name)

    def got(self, name: str) -> int:
        """A number of the answer, if it succeeded."""
        return VIDEOPARAMETERS.get_ulong(self.returned, name)

    @property
    def is_get(self) -> bool:
        """Whether it asks for what there is."""
        return self.sent("dwCommand") == VPCommand.VP_COMMAND_GET

    @property
    def protects(self) -> bool:
        """Whether it sets something about copy protection."""
        return not self.is_get and bool(self.sent("dwFlags") & VPFlags.VP_FLAGS_COPYPROTECT)


@dataclass(frozen=True)
class Moment:
    """What is so after an act of a player."""

    act: Act
    refused: str
    """Why the player does not do it; nothing if it did."""
    believed: int
    """The level in which the player believes."""
    shown: tuple[int, ...]
    """The level on each output of the adapter, as the bench sees it."""
    session: int
    """The level of the session whose key the player has; 0 if there is none."""
    requests: tuple[Request, ...]
    """All requests up to now."""
    own: tuple[Request, ...]
    """Those that the player made for this act."""

    @property
    def plays(self) -> bool:
        """Whether content begins to play, at the level of the act."""
        return self.act.deed in PLAYS and not self.refused


@dataclass(frozen=True)
class Performance:
    """A scene that was played to its end."""

    scene: Scene
    moments: tuple[Moment, ...]
    requests: tuple[Request, ...]
    """All that the players sent."""
    left: int
    """How many sessions the adapter still has."""

    def of(self, player: int) -> tuple[Request, ...]:
        """The requests of one player."""
        return tuple(each for each in self.requests if each.player == player)

    @property
    def players(self) -> range:
        """The numbers of all players."""
        return range(players_of(self.scene))

    def __str__(self) -> str:
        acts = ", ".join(f"{act.deed} {act.argument} (player {act.player})" for act in self.scene.acts)
        return f"{self.scene.name}, adapter {self.scene.adapter}: {acts}"


class Stage(ReferenceDriver):
    """The reference driver of a scene, which hears every request."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene.options, random_bytes=Random(0).randbytes)  # noqa: S311  to repeat it
        self.scene = scene
        self.requests: list[Request] = []
        self.meanwhile = 0
        """The standard to which somebody else switches before the next SET."""
        if scene.keys is not None:
            self.limit_keys(scene.adapter, scene.keys)

    @property
    def sessions(self) -> Mapping[int, int]:
        """The live keys of the adapter, and their levels."""
        served = self.scene.adapter in range(len(self.adapters))
        return self._miniport(self.scene.adapter).levels if served else {}

    @property
    def shown(self) -> tuple[int, ...]:
        """The level on each output of the adapter."""
        served = self.scene.adapter in range(len(self.adapters))
        outputs = self.adapters[self.scene.adapter].outputs if served else ()
        return tuple(self.applied(output, ACP) for output in outputs)

    def hear(self, player: int, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """A request of a player."""
        request = Request(player, buffer, 0, b"")
        if self.meanwhile and not request.is_get:
            standard, self.meanwhile = self.meanwhile, 0
            self.video_parameters(adapter, switching_to(standard), output_length)
        status, returned = self.video_parameters(adapter, buffer, output_length)
        self.requests.append(Request(player, buffer, status, returned))
        return status, returned


@dataclass(frozen=True)
class Seat:
    """The driver as one player reaches it."""

    stage: Stage
    player: int

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS."""
        return self.stage.hear(self.player, adapter, buffer, output_length)


def perform(scene: Scene, make_player: MakePlayer) -> Performance:
    """Play a scene with fresh players on a fresh driver."""
    stage = Stage(scene)
    players = [make_player(Seat(stage, number), scene.adapter) for number in range(players_of(scene))]
    moments = [moment for act in scene.acts if (moment := _act(stage, players, act))]
    return Performance(scene, tuple(moments), tuple(stage.requests), len(stage.sessions))


def players_of(scene: Scene) -> int:
    """How many players a scene has."""
    return 1 + max(act.player for act in scene.acts)


def switching_to(standard: int) -> bytes:
    """A request of somebody who only switches the TV output."""
    return VIDEOPARAMETERS.pack(
        Guid=VIDEOPARAMETERS_GUID,
        dwCommand=VPCommand.VP_COMMAND_SET,
        dwFlags=VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD,
        dwMode=VPMode.VP_MODE_WIN_GRAPHICS,
        dwTVStandard=standard,
    )


def _act(stage: Stage, players: Sequence[Player], act: Act) -> Moment | None:
    """Let something happen; what is so after it, if a player did it."""
    if isinstance(act.deed, Capability):
        stage.inject(act.deed, stage.scene.adapter)
        return None
    if act.deed is Deed.MEANWHILE:
        stage.meanwhile = act.argument
        return None
    player, before = players[act.player], len(stage.requests)
    refused = _refusal(player, act)
    session = 0 if player.key is None else stage.sessions.get(player.key, 0)
    heard = tuple(stage.requests)
    return Moment(act, refused, player.level, stage.shown, session, heard, heard[before:])


def _refusal(player: Player, act: Act) -> str:
    try:
        _ask(player, act)
    except CannotPlay as reason:
        return str(reason)
    return ""


def _ask(player: Player, act: Act) -> None:
    if act.deed is Deed.SWITCH_ON:
        player.switch_on(VPMode.VP_MODE_WIN_GRAPHICS, TVStandard(act.argument))
    elif act.deed is Deed.SWITCH_OFF:
        player.switch_off()
    elif act.deed is Deed.START:
        player.start(act.argument)
    elif act.deed is Deed.CHANGE:
        player.change(act.argument)
    else:
        player.stop()
