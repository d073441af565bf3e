"""What the plugin costs a run of pytest that has nothing to do with coppspec: it should stay below 30 ms.

Run it with `python benchmarks/plugin.py`. Each run is a process with one empty test; the least time of
several counts. Hypothesis, which coppspec needs, brings a plugin of its own, and that one imports Hypothesis
when a run ends; so it is switched off on both sides here, and measured on a line of its own.
"""

import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

RUNS = 9
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")


def seconds(folder: Path, *left_out: str) -> float:
    """Processor time of the quickest run without these plugins."""
    options = [option for name in left_out for option in ("-p", f"no:{name}")]
    times: list[float] = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *PYTEST, *options], cwd=folder, stdout=subprocess.DEVNULL, check=True)  # noqa: S603  our own interpreter
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def main() -> None:
    """Print what each plugin adds."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_nothing.py").write_text("def test_nothing(): pass\n", encoding="utf-8")
        neither = seconds(folder, "coppspec", "hypothesispytest")
        print(f"neither plugin     {neither * 1000:6.0f} ms")
        print(f"that of coppspec   {(seconds(folder, 'hypothesispytest') - neither) * 1000:+6.0f} ms")
        print(f"that of Hypothesis {(seconds(folder, 'coppspec') - neither) * 1000:+6.0f} ms")


if __name__ == "__main__":
    main()
