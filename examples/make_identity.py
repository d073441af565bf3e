"""Writes c/identity.h and python/identity.py: the published test identity, for the drivers beside them.

Run it with: .venv/bin/python examples/make_identity.py
"""

from pathlib import Path

from coppspec.driver.identity_files import in_c, in_python

HERE = Path(__file__).parent

if __name__ == "__main__":
    (HERE / "c" / "identity.h").write_text(in_c(), encoding="utf-8", newline="\n")
    (HERE / "python" / "identity.py").write_text(in_python(), encoding="utf-8", newline="\n")
