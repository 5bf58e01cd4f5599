"""Results kept for other processes: read only if nobody touched them."""

import os
import pickle
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis import compare, kept_tables, load_story
from analysis.kept_tables import STORE, keep, make_key, open_store, read_kept, recall

KEY = "0" * 64


def test_without_a_store_everything_is_computed():
    assert os.environ.get(STORE) is None
    computed = []
    for _ in range(2):
        recall(KEY, lambda: computed.append(1))
    keep(KEY, 1)
    assert len(computed) == 2 and read_kept(KEY) is None


def test_a_kept_result_is_read_and_the_store_goes_with_its_end(tmp_path):
    tables = compare(load_story("tiny"))
    with open_store(tmp_path) as variables:
        assert recall(KEY, lambda: tables) is tables
        again = recall(KEY, lambda: pytest.fail("computed twice"))
        assert list(again) == list(tables)
        for name, table in tables.items():
            pd.testing.assert_frame_equal(again[name], table)
        assert recall("1" * 64, lambda: "other") == "other"
        folder = variables[STORE]
        assert os.stat(folder).st_mode & 0o077 == 0
    assert not os.path.exists(folder) and STORE not in os.environ


def test_an_error_is_the_callers_and_nobody_waits_for_it(tmp_path):
    with open_store(tmp_path):
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                recall(KEY, lambda: 1 / 0)
        assert recall(KEY, lambda: "computed") == "computed"


def test_several_at_once_compute_once(tmp_path):
    computed, got = [], []
    claimed = threading.Event()

    def compute():
        computed.append(1)
        claimed.wait(5)
        return "result"

    with open_store(tmp_path):
        threads = [
            threading.Thread(target=lambda: got.append(recall(KEY, compute))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        claimed.set()
        for thread in threads:
            thread.join()
    assert len(computed) == 1 and got == ["result"] * 4


class Planted:
    """What runs code when it is read."""

    def __reduce__(self):
        return (pytest.fail, ("a tampered store was read",))


def test_who_waits_helps_once(tmp_path):
    """The one that computes finds the part that the one that waits computed meanwhile."""
    part, done, log = "1" * 64, threading.Event(), []

    def compute():
        done.wait(5)
        return recall(part, lambda: pytest.fail("the part was computed twice"))

    def help_out():
        log.append(recall(part, lambda: "part"))
        done.set()

    with open_store(tmp_path):
        first = threading.Thread(target=lambda: log.append(recall(KEY, compute)))
        first.start()
        while not list(Path(os.environ[STORE]).glob("*.claim")):
            pass
        assert recall(KEY, lambda: pytest.fail("computed"), meanwhile=help_out) == "part"
        first.join()
    assert log == ["part", "part"]


@pytest.mark.parametrize("seal", [b"", b"\0" * 32, b"\0" * 10])
def test_a_tampered_store_is_never_read(tmp_path, seal):
    with open_store(tmp_path) as variables:
        path = os.path.join(variables[STORE], f"{KEY}.kept")
        with open(path, "wb") as file:
            file.write(seal + pickle.dumps(Planted()))
        assert recall(KEY, lambda: "computed") == "computed"
        assert read_kept(KEY) == "computed"


def test_a_result_moved_to_another_name_or_changed_is_not_read(tmp_path):
    with open_store(tmp_path) as variables:
        keep(KEY, "result")
        path = Path(variables[STORE], f"{KEY}.kept")
        content = path.read_bytes()
        path.with_stem("1" * 64).write_bytes(content)
        assert read_kept("1" * 64) is None
        for place in range(len(content)):
            changed = bytearray(content)
            changed[place] ^= 1
            path.write_bytes(changed)
            assert read_kept(KEY) is None, place


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_that_others_can_write_to_is_no_store(tmp_path, monkeypatch):
    with open_store(tmp_path) as variables:
        keep(KEY, "result")
        os.chmod(variables[STORE], 0o777)
        assert read_kept(KEY) is None and recall(KEY, lambda: "computed") == "computed"


@pytest.mark.skipif(os.name != "posix", reason="asks for a process")
def test_the_claim_of_a_process_that_ended_holds_nobody_up(tmp_path):
    with open_store(tmp_path) as variables:
        process = os.fork()
        if process == 0:
            os._exit(0)
        os.waitpid(process, 0)
        with open(os.path.join(variables[STORE], f"{KEY}.claim"), "w") as file:
            file.write(str(process))
        assert recall(KEY, lambda: "computed") == "computed"


def test_waiting_has_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_tables, "LONGEST_WAIT", 0)
    with open_store(tmp_path) as variables:
        with open(os.path.join(variables[STORE], f"{KEY}.claim"), "w") as file:
            file.write(str(os.getpid()))
        assert recall(KEY, lambda: "computed") == "computed"


def test_the_key_names_all_that_tables_depend_on():
    story = load_story("tiny")
    first, *rest = story.versions
    others = [
        replace(story, title="another"),
        replace(story, base="cutdown"),
        replace(story, versions=tuple(rest)),
        replace(story, versions=(replace(first, text=first.text + "."), *rest)),
        replace(story, versions=(replace(first, published_at="2020"), *rest)),
        replace(story, versions=(*rest, first)),
    ]
    keys = [make_key(each, None, None) for each in (story, *others)]
    keys += [
        make_key(story, "cutdown", None),
        make_key(story, None, ["cutdown"]),
        make_key(story, None, None, "specifications"),
    ]
    assert len(set(keys)) == len(keys)
    moved = replace(story, folder=story.folder / "elsewhere")
    assert make_key(moved, "", []) == make_key(story, None, None) == keys[0]
    assert make_key(story, None, ["a", "b"]) == make_key(story, None, iter("ba"))
