"""Record anew which wrong drivers the suites expose: `python benchmarks/detections.py`.

Writes oracle/detections.json, without which no clause is said to conform. It takes a few minutes.
"""

from pathlib import Path

from coppspec.oracle.detecting import record
from coppspec.oracle.detections import FILE, written

if __name__ == "__main__":
    Path(__file__).parent.parent.joinpath("oracle", FILE).write_text(written(record()), encoding="utf-8")
