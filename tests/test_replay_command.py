"""The command that plays a replay: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest

from coppspec.cli import main
from coppspec.oracle.replay import Replay
from coppspec.properties.suites import suites
from coppspec.properties.traceability import ZOO

Captured = pytest.CaptureFixture[str]
REFERENCE = "py:coppspec.driver.reference:ReferenceDriver"
OPENS_TWICE = next(each for each in ZOO if each.clauses == ("Q22",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    suite = next(each for each in suites() if each.name == OPENS_TWICE.suite)
    benches = (suite.bench(OPENS_TWICE.make, seed) for seed in range(len(suite.tests)))
    found = ((bench, bench.disagreement(suite.tests[bench.seed])) for bench in benches)
    bench, disagreement = next(each for each in found if each[1] is not None)
    assert disagreement is not None
    path = tmp_path / "replay.json"
    path.write_text(Replay.of(bench, bench.simplest(disagreement)).as_text(), encoding="utf-8")
    return path


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A target that opens a device twice."""
    lines = (
        "from coppspec.driver.reference import ReferenceDriver",
        f"from {OPENS_TWICE.kind.__module__} import {OPENS_TWICE.kind.__name__} as Wrong",
        "def driver(): return ReferenceDriver(device=Wrong)",
    )
    (tmp_path / "opens_twice.py").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return "py:opens_twice:driver"


@pytest.mark.slow
def test_a_replay_is_told_step_by_step(file: Path, wrong: str, capsys: Captured) -> None:
    assert main(["replay", str(file), wrong]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(
        "1. COPPOpenVideoSession, session 1\n     wanted S_OK (COPP-123)\n     met    S_OK\n"
    )
    assert out.endswith("The driver deviates from Q22, the same clause.\n")
    assert main(["replay", str(file), REFERENCE]) == 0
    assert capsys.readouterr().out.endswith("The driver conforms.\n")


@pytest.mark.slow
def test_a_replay_is_told_as_json(file: Path, wrong: str, capsys: Captured) -> None:
    assert main(["replay", str(file), wrong, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["the same clause"] is True
    assert told["deviation"]["clause"] == "Q22"
    assert told["steps"][-1]["wanted"] == "E_UNEXPECTED"


@pytest.mark.slow
def test_a_replay_is_written_as_programs(file: Path, tmp_path: Path, capsys: Captured) -> None:
    c, python = tmp_path / "replay.c", tmp_path / "replay.py"
    assert main(["replay", str(file), REFERENCE, "--c", str(c), "--python", str(python)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    files, _, typed = out.partition("\n\nNow type:\n")
    assert set(files.splitlines()) == {str(each) for each in tmp_path.iterdir() if each != file}
    assert typed.splitlines() == [
        f"  cc -std=c99 -g {c} {tmp_path / 'coppspec_replay.c'} -ldl -lcrypto -o {tmp_path / 'replay'}",
        f"  {tmp_path / 'replay'} ./libdriver.so",
        f"  python {python}",
    ]
    assert "COPPOpenVideoSession(0, session_1.handle, &handle);" in c.read_text(encoding="utf-8")
    assert f'play([replay], "{REFERENCE}")' in python.read_text(encoding="utf-8")


def test_bad_input_is_one_line(file: Path, tmp_path: Path, capsys: Captured) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    for arguments, found in (
        ((str(other), REFERENCE), "no replay: it has no format 'coppspec replay'"),
        (
            (str(tmp_path / "none.json"), REFERENCE),
            "there is no such file or folder; see that the path is right",
        ),
        ((str(file), "c:./none.so"), "there is no file './none.so'"),
    ):
        assert main(["replay", *arguments]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert found in err
        assert err.count("\n") == 1
