"""Record which wrong drivers the suites expose: `python benchmarks/detections.py`.

Writes oracle/detections.json, without which no clause is said to conform. A wrong driver that is recorded is
not run again, unless the option --all is given: that takes a few minutes.
"""

import sys
from pathlib import Path

from coppspec.oracle.detecting import record
from coppspec.oracle.detections import FILE, recorded, written

if __name__ == "__main__":
    known = () if "--all" in sys.argv[1:] else recorded()
    Path(__file__).parent.parent.joinpath("oracle", FILE).write_text(written(record(known)), encoding="utf-8")
