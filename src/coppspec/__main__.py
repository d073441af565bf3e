"""`python -m coppspec` is the command `coppspec`."""

import sys

from coppspec.command import main

if __name__ == "__main__":
    sys.exit(main())
