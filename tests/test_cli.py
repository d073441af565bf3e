"""The command answers in results, or in one clear line, and never in a traceback."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from coppspec.cli import main
from coppspec.model.registry import choices, clauses, traps
from coppspec.properties.specification import as_text, schema_as_text
from coppspec.reports.page import embedded

ROOT = Path(__file__).parents[1]
PACKAGES = ("driver", "model", "oracle", "properties", "reports")
Captured = pytest.CaptureFixture[str]


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own."""
    return subprocess.run(  # noqa: S603  our own interpreter and command
        [sys.executable, "-m", "coppspec", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def status_of(*arguments: str) -> int:
    """The exit status of a command line."""
    return main(arguments)


def complaint(capsys: Captured) -> str:
    """The one line on standard error; nothing is on standard output."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("coppspec: ")
    assert err.count("\n") == 1
    return err


# Help and usage.


@pytest.mark.parametrize(
    ("arguments", "example"),
    [
        ((), "example: coppspec verify"),
        (("verify",), "example: coppspec verify --seed 7 --json"),
        (("report",), "example: coppspec report --out"),
        (("explain",), "example: coppspec explain COPP-152"),
        (("suite",), "example: coppspec suite control --extra-states 1"),
        (("doctor",), "example: coppspec doctor exec:./my_driver"),
    ],
)
def test_help_has_an_example(arguments: tuple[str, ...], example: str, capsys: Captured) -> None:
    assert status_of(*arguments, "--help") == 0
    out, err = capsys.readouterr()
    assert example in out
    assert err == ""


def test_the_version_is_that_of_the_package(capsys: Captured) -> None:
    assert status_of("--version") == 0
    assert capsys.readouterr().out == f"coppspec {version('coppspec')}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("no-such-command",),
        ("report",),
        ("report", "--out"),
        ("verify", "--seed", "-1"),
        ("verify", "--seed", "1.5"),
        ("verify", "--seed", "x"),
        ("verify", "--seed", ""),
        ("verify", "--seed", "9" * 5000),
        ("explain", "--seed", "1"),
        ("check", "exec:true", "--junit"),
    ],
    ids=lambda each: " ".join(each)[:30],
)
def test_wrong_usage_is_answered_with_the_usage(arguments: tuple[str, ...], capsys: Captured) -> None:
    assert status_of(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("usage: coppspec")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("chekc",), "check"),
        (("explian",), "explain"),
        (("verfy",), "verify"),
        (("docter",), "doctor"),
        (("check", "exec:true", "--junti", "x"), "--junit"),
        (("verify", "--thorogh"), "--thorough"),
        (("infer", "exec:true", "--ouput", "x"), "--out"),
    ],
)
def test_a_misspelled_command_or_option_is_told_what_is_like_it(
    typed: tuple[str, ...], meant: str, capsys: Captured
) -> None:
    assert main(typed) == 2
    said = capsys.readouterr().err
    assert re.search(rf"coppspec: No such .*[Dd]id you mean.*'{meant}'", said), said


def test_the_help_says_what_each_of_the_two_protocols_is_for(capsys: Captured) -> None:
    assert main(["--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "VIDEOPARAMETERS requests are the older way" in said
    assert "Certified Output Protection Protocol (COPP)" in said


# Completion by a shell.


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_a_script_that_completes(shell: str, capsys: Captured) -> None:
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("the version of bash is looked at, and there is none")
    assert main(["completion", shell]) == 0
    out, err = capsys.readouterr()
    assert f"_COPPSPEC_COMPLETE={shell}_complete" in out
    assert err == ""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ch", {"check"}),
        ("explain COPP-41", {"COPP-410"}),
        ("explain copp-153", {"COPP-153"}),
        ("explain sequence_start", {"sequence_start_retry"}),
        ("suite cont", {"control"}),
        ("check --jun", {"--junit"}),
        ("new harness --lang p", {"python"}),
    ],
)
def test_commands_options_and_names_are_completed(typed: str, offered: set[str]) -> None:
    words = f"coppspec {typed}"
    ran = run(_COPPSPEC_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1))
    found = {line.partition(",")[2] for line in ran.stdout.splitlines()}
    assert offered <= found
    assert all(each.upper().startswith(typed.rsplit(maxsplit=1)[-1].upper()) for each in found)
    assert ran.stderr == ""


def test_a_bad_seed_is_told_what_a_seed_is(capsys: Captured) -> None:
    assert status_of("verify", "--seed", "one") == 2
    assert "a seed is a number from 0 to 2147483647, not 'one'" in capsys.readouterr().err


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from coppspec.cli import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'cryptography', 'hypothesis', 'numpy', 'networkx', 'pygraphviz', 'rich'}\n"
        "print(sorted(heavy & sys.modules.keys()), file=sys.stderr)\n"
    )
    helped = subprocess.run(  # noqa: S603  our own interpreter and text
        [sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8"
    )
    assert helped.stderr == "[]\n"


def test_the_module_runs_as_the_command() -> None:
    ran = run("explain", "Q04")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("id: Q04\n")


# coppspec verify, as far as it takes no time.


def test_to_be_thorough_without_z3_is_refused_in_one_line_before_anything_runs(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    file = tmp_path / "results.json"
    assert main(["verify", "--thorough", "--json-out", str(file)]) == 2
    assert "a proof needs z3; install it with: pip install 'coppspec[proof]'" in complaint(capsys)
    assert not file.exists()


def test_results_of_before_are_kept_where_nothing_is_run(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "results.json"
    file.write_text("{}", encoding="utf-8")
    assert main(["verify", "--only", "nothing of the kind", "--json-out", str(file)]) == 2
    assert "nothing of the kind" in complaint(capsys)
    assert file.read_text(encoding="utf-8") == "{}"


def test_the_help_tells_what_thorough_is(capsys: Captured) -> None:
    assert status_of("verify", "--help") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "--thorough also solve the model and prove the count" in said


# coppspec report.


@pytest.mark.font
def test_a_report_prints_the_files_that_it_writes(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "new" / "report"
    assert main(["report", "--out", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert sorted(out.splitlines()) == sorted(map(str, folder.iterdir()))
    assert {"copp-device.svg", "gallery.md", "spec.json"} < {path.name for path in folder.iterdir()}
    assert err == ""
    assert main(["report", "--check", "--out", str(folder)]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.font
def test_a_report_prints_its_files_as_json_on_demand(tmp_path: Path, capsys: Captured) -> None:
    assert main(["report", "--out", str(tmp_path), "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert sorted(files) == sorted(map(str, tmp_path.iterdir()))


def test_a_report_into_a_file_is_refused_and_the_file_kept(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "taken"
    file.write_text("mine", encoding="utf-8")
    for out in (file, file / "below"):
        assert main(["report", "--out", str(out)]) == 2
        assert str(out) in complaint(capsys)
    assert file.read_text(encoding="utf-8") == "mine"


def test_without_pygraphviz_the_text_is_written_and_the_rest_is_told(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    assert main(["report", "--out", str(tmp_path)]) == 2
    said = complaint(capsys)
    assert "pip install 'coppspec[draw]'" in said
    assert str(tmp_path) in said
    assert {path.suffix for path in tmp_path.iterdir()} == {".dot", ".html", ".json", ".md", ".mmd"}


@pytest.mark.font
def test_a_report_has_the_specification_and_its_schema(tmp_path: Path, capsys: Captured) -> None:
    assert main(["report", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""
    written = (tmp_path / "spec.json").read_bytes()
    assert written == as_text().encode("ascii")
    schema = tmp_path / json.loads(written)["$schema"]
    assert schema.read_bytes() == schema_as_text().encode()


@pytest.mark.font
def test_a_report_has_a_page_with_what_a_run_has_found(tmp_path: Path, capsys: Captured) -> None:
    results = ROOT / "tests" / "data" / "judgement.json"
    assert main(["report", "--out", str(tmp_path), "--results", str(results)]) == 0
    assert capsys.readouterr().err == ""
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert embedded(json.loads(results.read_text(encoding="utf-8"))) in text


def test_what_is_stale_is_told_in_a_line_each(tmp_path: Path, capsys: Captured) -> None:
    assert main(["report", "--check", "--out", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert all(line.endswith(f" is missing; run: coppspec report --out {tmp_path}") for line in lines)
    assert err == ""
    assert main(["report", "--check", "--out", str(tmp_path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["stale"] == lines


def test_the_gallery_of_a_checkout_is_written_and_checked(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", "--docs"]) == 2
    assert "docs" in complaint(capsys), "there is no such folder"
    (tmp_path / "docs").mkdir()
    assert main(["report", "--docs"]) == 0
    made = [Path("docs") / name for name in ("gallery.md", "messages.md", "declaration.md")]
    assert capsys.readouterr().out.splitlines() == list(map(str, made))
    assert main(["report", "--check"]) == 0
    (tmp_path / "docs" / "gallery.md").write_text("# Gallery\n", encoding="utf-8")
    assert main(["report", "--check"]) == 1
    assert capsys.readouterr().out.count("\n") == 1


def test_options_of_a_report_that_do_not_go_together_are_refused(tmp_path: Path, capsys: Captured) -> None:
    for options in (
        ("--docs", "--check"),
        ("--docs", "--out", str(tmp_path)),
        ("--check", "--mutants", "x"),
        ("--docs", "--results", "x"),
    ):
        assert main(["report", *options]) == 2
        assert "--docs alone" in complaint(capsys)
    assert not any(tmp_path.iterdir())


@pytest.mark.font
@pytest.mark.slow
def test_a_report_of_a_profile_shows_what_its_readings_change(tmp_path: Path, capsys: Captured) -> None:
    file, folder = tmp_path / "driver.toml", tmp_path / "report"
    file.write_text('version = 1\n[readings]\nsequence_start_retry = "retry"\n', encoding="utf-8")
    assert main(["report", "--out", str(folder), "--profile", str(file)]) == 0
    assert str(folder / "copp-device-difference.dot") in capsys.readouterr().out.splitlines()
    assert main(["report", "--check", "--out", str(folder), "--profile", str(file)]) == 0
    assert main(["report", "--check", "--profile", str(file)]) == 2
    assert "neither takes --profile, for it is about a folder" in complaint(capsys)
    file.write_text("version = 2\n", encoding="utf-8")
    assert main(["report", "--out", str(folder), "--profile", str(file)]) == 2
    assert "version is 2" in complaint(capsys)


def test_mutants_that_are_none_are_refused_and_nothing_is_written(tmp_path: Path, capsys: Captured) -> None:
    file, folder = tmp_path / "mutants.json", tmp_path / "report"
    file.write_text("[]", encoding="utf-8")
    assert main(["report", "--out", str(folder), "--mutants", str(file)]) == 2
    assert "coppspec mutants --json" in complaint(capsys)
    assert not folder.exists()
    assert main(["report", "--out", str(folder), "--mutants", str(tmp_path / "none")]) == 2
    assert "none" in complaint(capsys)


# coppspec explain.


@pytest.mark.parametrize(
    ("wanted", "id_"),
    [
        ("COPP-152", "COPP-152"),
        ("vpcp-551", "VPCP-551"),
        ("padding_check", "Q01"),
        ("Q01", "Q01"),
        ("T-01", "T-01"),
    ],
)
def test_a_clause_a_choice_and_a_trap_are_explained(wanted: str, id_: str, capsys: Captured) -> None:
    assert main(["explain", wanted]) == 0
    assert capsys.readouterr().out.startswith(f"id: {id_}\n")
    assert main(["explain", wanted, "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["id"] == id_
    assert err == ""


def test_everything_is_listed_if_nothing_is_asked_for(capsys: Captured) -> None:
    assert main(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    ids = {line.split()[0] for line in lines if line.startswith("  ")}
    assert ids == {*clauses(), *traps(), *(choice.id for choice in choices().values())}
    assert main(["explain", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"clauses", "choices", "traps"}


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_an_unknown_id_is_told_in_one_line_with_near_ones(options: tuple[str, ...], capsys: Captured) -> None:
    assert main(["explain", "COPP-1522", *options]) == 2
    said = complaint(capsys)
    assert "nothing is called 'COPP-1522', and no text has it; near it: " in said
    assert "COPP-152" in said


def test_a_closed_pipe_is_quiet() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "coppspec", "explain"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


# coppspec verify, on a copy of the packages in which something is wrong.


def copied(tmp_path: Path) -> Path:
    """A copy of the package, with real folders where the checkout has links."""
    package = tmp_path / "coppspec"
    caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(
        ROOT / "src" / "coppspec", package, ignore=shutil.ignore_patterns("__pycache__", *PACKAGES)
    )
    for each in PACKAGES:
        shutil.copytree(ROOT / each, package / each, ignore=caches)
    return package


def changed(path: Path, before: str, after: str) -> None:
    """Replace what stands in a file exactly once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    path.write_text(text.replace(before, after), encoding="utf-8")


def row(start: str) -> str:
    """The line of the device's table that begins so."""
    lines = (ROOT / "model" / "device.py").read_text(encoding="utf-8").splitlines()
    (found,) = (line for line in lines if " ".join(line.split()).startswith(start))
    return found


OPEN_ROW = row('Row("COPPOpenVideoSession", CLOSED,')
BROKEN: dict[str, tuple[str, str, str, str]] = {
    "an unknown clause": (
        OPEN_ROW,
        OPEN_ROW.replace("COPP-123", "COPP-999"),
        "UnknownClause",
        "COPPOpenVideoSession in closed (COPP-999): it cites 'COPP-999'",
    ),
    "a row twice": (OPEN_ROW, f"{OPEN_ROW}\n{OPEN_ROW}", "OverlappingRows", "COPPOpenVideoSession in closed"),
    "a row that is missing": (OPEN_ROW, "", "MissingRow", "COPPOpenVideoSession in closed: no row answers"),
    "an unknown effect": (
        'LENGTH = ("give the certificate length",)',
        'LENGTH = ("give the certificate",  "give the lenght")',
        "UnknownEffect",
        "COPPGetCertificateLength in COPP_OPENED (COPP-132): it does 'give the lenght'",
    ),
    "a state that no row reaches": (
        "states=(CLOSED, OPENED,",
        'states=(CLOSED, "COPP_LOST", OPENED,',
        "UnreachableState",
        "COPP_LOST: no row leads there",
    ),
    "an unknown state": (
        "S_OK,         OPENED,  ",
        'S_OK,         "OPEND",  ',
        "UnknownState",
        "COPPOpenVideoSession in closed (COPP-123): it names 'OPEND'",
    ),
    "an unknown choice": (
        'When("mode_change_effect", "flag")',
        'When("mode_change_effect", "flog")',
        "UnknownChoice",
        "mode_change_effect = 'flog'",
    ),
    "a refusal that acts": (
        row('Row("COPPOpenVideoSession", but(CLOSED), E_UNEXPECTED,'),
        row('Row("COPPOpenVideoSession", but(CLOSED), E_UNEXPECTED,').replace("SAME,  ", "OPENED,"),
        "ActingRefusal",
        "COPPOpenVideoSession in all but closed (Q22), where open_again is 'unexpected'",
    ),
}


@pytest.mark.few(3)
@pytest.mark.parametrize(("before", "after", "error", "entry"), BROKEN.values(), ids=BROKEN)
def test_a_process_that_verifies_a_broken_table_names_the_error_and_the_row(
    before: str, after: str, error: str, entry: str, tmp_path: Path
) -> None:
    changed(copied(tmp_path) / "model" / "device.py", before, after)
    ran = run("verify", PYTHONPATH=str(tmp_path))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"{error} in COPP device: " in ran.stderr
    assert entry in ran.stderr
    assert "To mend it: " in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('[[clause]]\nid = "COPP-152"', '[[clause]\nid = "COPP-152"', id="no TOML"),
        pytest.param('id = "COPP-152"\nstatement', 'id = "COPP-152"\nstatment', id="an unknown key"),
    ],
)
def test_a_process_that_reads_a_malformed_registry_says_so_in_one_line(
    before: str, after: str, tmp_path: Path
) -> None:
    changed(copied(tmp_path) / "model" / "clauses_copp.toml", before, after)
    ran = run("explain", "COPP-152", PYTHONPATH=str(tmp_path))
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)


FAULTS: dict[str, tuple[str, str, str, str]] = {
    "tag of a command": (
        "commands.py",
        "        self.verify_command_tag(command)\n",
        "",
        "COPP-425",
    ),
}


def test_a_verification_of_nothing_is_refused_in_one_line(capsys: Captured) -> None:
    assert main(["verify", "--only", "suite of nobody"]) == 2
    assert "nothing is called 'suite of nobody'" in complaint(capsys)


def test_a_verification_of_some_suites_is_told_as_such(capsys: Captured) -> None:
    assert main(["verify", "--only", "suite of keys"]) == 0
    told = capsys.readouterr().out
    assert "Only what is called 'suite of keys'." in told
    assert "2 of 2 hold" in told


@pytest.mark.parametrize(("module", "before", "after", "clause"), FAULTS.values(), ids=FAULTS)
def test_a_verification_of_a_wrong_driver_prints_its_sequence_and_the_clause(
    module: str, before: str, after: str, clause: str, tmp_path: Path
) -> None:
    changed(copied(tmp_path) / "driver" / module, before, after)
    ran = run("verify", "--only", "random sequences", PYTHONPATH=str(tmp_path))
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout.endswith("Repeat it with: coppspec verify --only 'random sequences' --seed 0\n")
    assert "VIOLATED: " in ran.stdout
    assert "    1. " in ran.stdout
    assert f"{clause}: {clauses()[clause].statement}" in ran.stdout
    assert "All of it holds." not in ran.stdout


# The harness.

REFERENCE = "py:coppspec.driver.reference:ReferenceDriver"


@pytest.mark.slow
def test_the_doctor_finds_the_harness_of_the_reference_driver_sound(capsys: Captured) -> None:
    assert main(["doctor", REFERENCE]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[0] == "ok   start: it announces itself as 'coppspec.driver.reference:ReferenceDriver'"
    assert any(line.startswith("ok   handshake: a right application gets") for line in lines)
    assert "The harness is sound. No answer was seen to deviate" in " ".join(lines)
    assert f"{REFERENCE}` judges the rest." in " ".join(lines)


@pytest.mark.slow
def test_the_doctor_says_what_is_at_fault_as_a_result(capsys: Captured) -> None:
    assert main(["doctor", "exec:echo hello", "--call-seconds", "0.05"]) == 2
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    told = " ".join(out.split())  # a terminal may be narrow
    assert told.startswith(
        "BAD start: exec:echo hello: answered start with what is no answer: the line is 'hello'"
    )
    assert any(line.startswith("--   declaration, answers, delay, outputs,") for line in lines)
    assert lines[-1] == "The harness is at fault, in 1 way: mend that before you trust a verdict."


@pytest.mark.slow
def test_the_doctor_says_the_same_as_json(capsys: Captured) -> None:
    assert main(["doctor", REFERENCE, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["exit_status"] == 0
    assert told["deviations"] == []
    assert [each["name"] for each in told["diagnoses"]][:3] == ["start", "declaration", "answers"]
    assert set(told["diagnoses"][0]) == {"name", "asks", "sound", "outcome", "found", "mend"}
    assert {each["outcome"] for each in told["diagnoses"]} == {"ok"}


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("nothing", "is no target; wanted is py:module:Name"),
        ("exec:./no_such_program", "cannot be started"),
        ("c:no_such.so", "there is no file"),
        ("py:coppspec", "names no driver; wanted is py:module:Name"),
    ],
)
def test_the_doctor_is_told_what_to_examine(target: str, told: str, capsys: Captured) -> None:
    assert main(["doctor", target]) == 2
    assert told in complaint(capsys)


@pytest.mark.parametrize("text", ["0", "-1", "never", "nan", "1e9"])
def test_a_time_that_is_none_is_told(text: str, capsys: Captured) -> None:
    assert status_of("doctor", REFERENCE, "--call-seconds", text) == 2
    assert f"a time is a number of seconds from 0.01 to 3600, not {text!r}" in capsys.readouterr().err


def test_what_the_system_refuses_is_told_with_the_path_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "a file"
    there.touch()
    for arguments, told in (
        (["--check", "--out", str(tmp_path / "none")], "there is no such file or folder; see that the path"),
        (["--out", str(there)], "there is a file, and a folder is wanted); name another"),
        (["--out", str(there / "inside")], "a part of this path is a file, and a folder is wanted there"),
        (["--out", str(tmp_path), "--results", str(tmp_path)], "that is a folder, and a file is wanted"),
    ):
        assert main(["report", *arguments]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert told in err
        assert str(tmp_path) in err
        assert err.count("\n") == 1
        assert "Errno" not in err


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder in which nobody can create anything")
@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "--out", "/proc/nope"),
        ("new", "harness", "--lang", "c", "--out", "/proc/nope"),
        ("check", REFERENCE, "--report", "/proc/nope"),
        ("verify", "--only", "facts", "--json-out", "/proc/nope/results.json"),
    ],
)
def test_a_folder_that_cannot_be_made_is_told_so(arguments: tuple[str, ...], capsys: Captured) -> None:
    assert main(arguments) == 2
    said = complaint(capsys)
    assert "'/proc/nope': this folder cannot be created (nothing can be created there); name another" in said
    assert "no such file" not in said.lower()
