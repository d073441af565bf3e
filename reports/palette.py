"""The colours of the pictures, on light and on dark paper; nothing is told by a colour alone."""

PAPER, FRAMED, INK, QUIET, LINE, GOAL, LINK, GONE, NEW, WARM, ALARM = (
    "#ffffff",
    "#f6f8fa",
    "#1f2328",
    "#57606a",
    "#7a828c",
    "#ddf0ff",
    "#0a58b5",
    "#b42318",
    "#0f7b3d",
    "#0b63c7",
    "#b45309",
)
"""On light paper; a DOT file has these, and a PNG too."""
DARK = {
    PAPER: "#0d1117",
    FRAMED: "#161d27",
    INK: "#e6edf3",
    QUIET: "#a3adb8",
    LINE: "#7d8794",
    GOAL: "#10304f",
    LINK: "#79b8ff",
    GONE: "#ff8a80",
    NEW: "#56d37e",
    WARM: "#6cb6ff",
    ALARM: "#f0a33f",
}
"""What takes the place of each on dark paper."""


def style() -> str:
    """The style sheet of an SVG: links, and dark paper for those who have asked for it.

    Graphviz writes colours as attributes, so a rule for each colour is enough.
    """
    rules = "".join(
        f'[{what}="{light}"]{{{what}:{dark}}}' for light, dark in DARK.items() for what in ("fill", "stroke")
    )
    links = f"a{{fill:{LINK}}}a:hover{{text-decoration:underline}}"
    return f"{links}@media (prefers-color-scheme:dark){{{rules}a{{fill:{DARK[LINK]}}}}}"
