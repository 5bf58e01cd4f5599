"""Do records survive whatever happens to the end of their file?"""

import json

from hypothesis import given
from hypothesis import strategies as st

from analysis.watch.journal import append_record, mend_journal, read_records, write_whole

RECORDS = st.lists(
    st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers(), max_size=3),
    min_size=1,
    max_size=6,
)


@given(RECORDS, st.data())
def test_a_journal_cut_off_anywhere_keeps_all_finished_records(tmp_path_factory, records, data):
    path = tmp_path_factory.mktemp("journal") / "a.jsonl"
    for record in records:
        append_record(path, record)
    whole = path.read_bytes()
    assert read_records(path) == (records, [])
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut])
    n_finished = whole[:cut].count(b"\n")
    assert read_records(path) == (records[:n_finished], [])
    append_record(path, {"last": 1})
    assert read_records(path) == ([*records[:n_finished], {"last": 1}], [])


@given(st.binary(max_size=300))
def test_no_bytes_do_harm(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("journal") / "a.jsonl"
    path.write_bytes(data)
    records, problems = read_records(path)
    assert len(records) + len(problems) == data.count(b"\n")
    assert mend_journal(path) == len(data.rpartition(b"\n")[2])
    append_record(path, {"a": "\u2028\ud800"})
    assert read_records(path)[0][-1] == {"a": "\u2028\ud800"}


def test_a_long_unfinished_line_is_taken_away(tmp_path):
    path = tmp_path / "a.jsonl"
    append_record(path, {"a": 1})
    with path.open("ab") as stream:
        stream.write(b'{"b": "' + b"x" * 200_000)
    append_record(path, {"c": 3})
    assert [json.loads(line) for line in path.read_text().splitlines()] == [{"a": 1}, {"c": 3}]


def test_a_file_is_written_as_a_whole(tmp_path):
    write_whole(tmp_path / "new" / "a.txt", b"one")
    write_whole(tmp_path / "new" / "a.txt", b"two")
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a.txt"]
    assert (tmp_path / "new" / "a.txt").read_bytes() == b"two"
