"""Do the examples of docs/scheduling.md work as they stand?"""

import configparser
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from analysis.watch.settings import Limits, read_settings

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "scheduling.md").read_text("utf-8")
TEXT = "Oxby (Wire) - The bridge is closed. Mayor Ann Reed said repairs cost $4 million.\n" * 3


# The command without its other commands, and without reports, which take their time.
PROGRAM = """
import argparse, sys
from analysis.errors import UsageError
from analysis.watch import command

parser = argparse.ArgumentParser()
command.add_parser(parser.add_subparsers())
options = parser.parse_args()
options.only_digest = True
try:
    sys.exit(options.run(options))
except UsageError as problem:
    print(problem, file=sys.stderr)
    sys.exit(2)
"""


def list_examples(language: str) -> list[str]:
    """The examples in one language, in their order."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture
def place(tmp_path) -> Path:
    """A folder with the command as a program, a watch file, and a story of two files."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "mediacompare"
    (tmp_path / "bin" / "watch.py").write_text(PROGRAM, "utf-8")
    start = f"PYTHONPATH='{ROOT}' exec '{sys.executable}' '{tmp_path}/bin/watch.py' \"$@\""
    program.write_text(f"#!/bin/sh\n{start}\n", "utf-8")
    program.chmod(0o755)
    (tmp_path / "oxby").mkdir()
    for name in ("wire", "post"):
        (tmp_path / "oxby" / f"{name}.txt").write_text(TEXT, "utf-8")
    (tmp_path / "watch.toml").write_text(
        'out = "reports"\n[[story]]\nname = "oxby"\n[[story.source]]\nfolder = "oxby"\n', "utf-8"
    )
    return tmp_path


def run_shell(place: Path, script: str) -> subprocess.CompletedProcess:
    """Run a script as cron does: little in the environment, another folder."""
    path = f"{place / 'bin'}:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(place), "SHELL": "/bin/sh"}
    return subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def alter(place: Path) -> None:
    """Change a figure in the post."""
    (place / "oxby" / "post.txt").write_text(TEXT.replace("$4 million", "$40 million"), "utf-8")


def test_the_watch_file_is_one(tmp_path):
    (example,) = list_examples("toml")
    path = tmp_path / "watch.toml"
    path.write_text(example, "utf-8")
    settings = read_settings(path)
    (story,) = settings.stories
    kinds = [source.kind for source in story.sources]
    assert kinds == ["address", "address", "address", "feed", "sitemap", "folder"]
    assert set(tomllib.loads(example)) <= {"contact", "out", "at_least", "story"}


def test_the_limits_that_the_page_names_are_the_ones_there_are():
    for name, value in vars(Limits()).items():
        found = re.search(rf"`{name}`[^(`]*\((\d+)\)", PAGE)
        assert found and float(found[1]) == value, name


def test_the_line_of_the_crontab_runs_and_is_silent_until_something_is_new(place):
    (example,) = list_examples("cron")
    line = example.strip().splitlines()[-1]
    *when, command = line.split(maxsplit=5)
    assert len(when) == 5 and all(re.fullmatch(r"[\d*/,-]+", field) for field in when)
    assert "%" not in command
    command = command.replace("/opt/mediacompare/", f"{place}/").replace(
        "/srv/mediacompare/", f"{place}/"
    )
    for _ in range(2):
        done = run_shell(place, command)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    alter(place)
    done = run_shell(place, command)
    assert done.returncode == 0 and "$4 million became $40 million" in done.stdout
    assert run_shell(place, command).stdout == ""


def test_the_script_for_other_schedulers(place):
    (script,) = list_examples("sh")
    assert run_shell(place, script).stdout == ""
    alter(place)
    done = run_shell(place, script)
    assert done.returncode == 0 and done.stdout.startswith("something critical is new")
    assert run_shell(place, script).stdout == ""
    (place / "oxby" / "wire.pdf").write_bytes(b"%PDF-")
    assert "a source failed" in run_shell(place, script).stderr
    (place / "watch.toml").write_text("nonsense", "utf-8")
    assert run_shell(place, script).returncode == 2


def read_unit(text: str) -> dict[str, dict[str, str]]:
    """A unit's sections; of a key that stands twice, the last."""
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections()}


def test_the_units_say_what_they_should():
    service, timer = map(read_unit, list_examples("ini"))
    assert service["Service"]["Type"] == "oneshot"
    assert "watch /etc/mediacompare/watch.toml" in service["Service"]["ExecStart"]
    assert service["Service"]["SuccessExitStatus"] == "1 3 75"
    for key in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID", "DynamicUser"):
        assert service["Service"][key] == "yes"
    assert (
        timer["Timer"]["Persistent"] == "true" and timer["Install"]["WantedBy"] == "timers.target"
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_takes_the_units(place):
    service, timer = list_examples("ini")
    service = service.replace("/opt/mediacompare/", f"{place}/")
    units = []
    for name, text in (("service", service), ("timer", timer)):
        units.append(place / f"mediacompare-watch.{name}")
        units[-1].write_text(text, "utf-8")
    environment = {**os.environ, "SYSTEMD_LOG_LEVEL": "warning"}
    verify = ["systemd-analyze", "verify", "--man=no", *map(str, units)]
    done = subprocess.run(verify, capture_output=True, text=True, env=environment, check=False)
    said = [line for line in done.stderr.splitlines() if "mediacompare-watch" in line]
    assert said == []
    when = re.search(r"OnCalendar=(.+)", timer)[1]
    calendar = ["systemd-analyze", "calendar", when]
    assert subprocess.run(calendar, capture_output=True, check=False).returncode == 0


def test_the_workflow_is_one_and_keeps_the_archive():
    (example,) = list_examples("yaml")
    workflow = yaml.safe_load(example)
    assert workflow[True]["schedule"][0]["cron"].count(" ") == 4  # YAML 1.1 reads `on` as true
    assert workflow["concurrency"]["cancel-in-progress"] is False
    steps = workflow["jobs"]["watch"]["steps"]
    kept = [step["with"]["path"] for step in steps if "cache" in step.get("uses", "")]
    assert kept == ["reports-archive"] * 2
    (command,) = [step["run"] for step in steps if "mediacompare watch" in step.get("run", "")]
    assert "--out reports " in command
    assert all(step.get("if") == "always()" for step in steps if "save" in step.get("uses", ""))


def test_the_page_names_every_option_and_status():
    from analysis.watch import command

    for option in ("--out", "--archive", "--at-least", "--fail-on", "--no-report", "--verbose"):
        assert f"`{option}" in PAGE
    for status in (command.DONE, command.FAILED, 2, command.ALTERED, command.IN_USE):
        assert f"\n| {status} |" in PAGE
