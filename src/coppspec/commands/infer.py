"""coppspec infer: which reading of each choice a driver follows."""

import json
from types import SimpleNamespace

from coppspec.oracle.inference import infer
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.targets import in_a_process
from coppspec.oracle.text_file import expect_writable, write
from coppspec.properties.declared import InvalidDriver
from coppspec.reports.profile_told import as_file, as_json, told
from coppspec.reports.progress import progress
from coppspec.terminal import CONFORMS, INCONCLUSIVE, complain, say, tell


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    if options.out is not None:
        expect_writable(options.out)
    with progress() as show:
        try:
            inferred = infer(in_a_process(options.target), options.seed, show)
        except (InvalidTarget, InvalidDriver) as reason:
            return complain(str(reason))
    if options.out is not None:
        write(options.out, as_file(inferred, options.target))
    if options.json:
        say(json.dumps(as_json(inferred), indent=2))
    else:
        tell(told(inferred), as_json=False)
    return CONFORMS if inferred.found else INCONCLUSIVE
