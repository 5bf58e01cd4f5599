"""How do the lessons' notebooks and printed sheet follow from their one source?

Run `make lessons` (or this file). Each `source/NAME.py` becomes `NAME.ipynb` for pupils,
`NAME_solution.ipynb` and the printed sheet. The same source gives the same bytes.
"""

import html
import re
import sys
import tomllib
from pathlib import Path

import nbformat

LESSONS = Path(__file__).resolve().parent
SEEDS = LESSONS.parent.parent / "seeds"

PUPIL, SOLUTION = "pupil", "solution"
HEADER = re.compile(r"^# %%(?: (?P<only>pupil|solution))?(?P<prose> \[markdown\])?$")
# What pupils call the versions of the story that they collate by hand.
NAMES = {"wire": "The wire", "cutdown": "The cut-down", "rewrite": "The rewrite"}
# The words that teaching.MEANINGS explains; a test compares them.
ACTIONS = {
    "kept": "the same words and figures in the same order",
    "edited": "most words stand in the same order, some were changed; one figure is enough",
    "paraphrased": "the same statement, mostly in other words or in another order",
    "partial": "a good part is missing (about two fifths or more), the rest is there",
    "omitted": "not there at all",
    "added": "a sentence of the version that the wire does not have",
}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def read_source(text: str) -> list[dict]:
    """Split a lesson's source into cells: kind {markdown, code}, only {pupil, solution, None}."""
    cells: list[dict] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("# %%"):
            header = HEADER.match(line)
            if not header:
                raise SystemExit(f"line {number} of the source: no such cell: {line}")
            kind = "markdown" if header["prose"] else "code"
            cells.append({"kind": kind, "only": header["only"], "lines": []})
        elif cells:
            is_prose = cells[-1]["kind"] == "markdown"
            if is_prose and line and not re.match(r"#(?: |$)", line):
                raise SystemExit(f"line {number} of the source: prose starts with '# ': {line}")
            cells[-1]["lines"].append(re.sub(r"^# ?", "", line) if is_prose else line)
    return cells


def read_story(name: str) -> dict:
    """Read what the lesson shows of a story: outlet, headline and sentences of each version."""
    folder = SEEDS / name
    key = tomllib.loads((folder / "key.toml").read_text("utf-8"))
    manifest = tomllib.loads((folder / "story.toml").read_text("utf-8"))
    headlines = {
        version: item["text"]
        for version, items in key["furniture"].items()
        for item in items
        if item["kind"] == "headline"
    }
    return {
        entry["id"]: {
            "outlet": entry["outlet"],
            "headline": headlines.get(entry["id"]),
            "sentences": key["body"][entry["id"]],
        }
        for entry in manifest["version"]
    }


def escape_markdown(text: str) -> str:
    """Keep dollar signs from being read as the start of a formula."""
    return text.replace("$", r"\$")


def write_texts(story: dict) -> str:
    """Write the versions as numbered lists in Markdown."""
    blocks = []
    for version_id, version in story.items():
        blocks.append(f"**{NAMES[version_id]}** ({version['outlet']})")
        if version["headline"]:
            blocks.append(f"*{escape_markdown(version['headline'])}*")
        numbered = enumerate(version["sentences"], start=1)
        blocks.append("\n".join(f"{n}. {escape_markdown(text)}" for n, text in numbered))
    return "\n\n".join(blocks)


def write_actions() -> str:
    """Write the words for what was done as a Markdown table."""
    rows = [f"| **{action}** | {meaning} |" for action, meaning in ACTIONS.items()]
    return "\n".join(["| word | when |", "| --- | --- |", *rows])


def make_notebook(cells: list[dict], audience: str, story: dict) -> str:
    """Make the notebook of one audience, as text in nbformat's own layout."""
    filled = {"{{texts}}": write_texts(story), "{{actions}}": write_actions()}
    made = []
    for place, cell in enumerate(cells):
        if cell["only"] not in (None, audience):
            continue
        source = "\n".join(cell["lines"]).strip("\n")
        for name, text in filled.items():
            source = source.replace(name, text)
        is_prose = cell["kind"] == "markdown"
        make = nbformat.v4.new_markdown_cell if is_prose else nbformat.v4.new_code_cell
        made.append(make(source))
        made[-1]["id"] = f"{audience if cell['only'] else 'shared'}-{place:02d}"
        if cell["only"] and cell["kind"] == "code":
            made[-1]["metadata"]["tags"] = ["answer"]
    language = {"name": "python"}
    metadata = {"kernelspec": KERNEL, "language_info": language}
    notebook = nbformat.v4.new_notebook(cells=made, metadata=metadata)
    notebook["nbformat_minor"] = 5
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def make_sheet(story: dict) -> str:
    """Make the printed sheet: the texts on one page, the table to fill in on the next."""
    base, *others = story
    texts = "\n".join(_write_version(version_id, story[version_id]) for version_id in story)
    rows = "\n".join(
        f'<tr><th scope="row">{n}</th>' + "<td></td>" * 5 + "</tr>"
        for n in range(1, len(story[base]["sentences"]) + 1)
    )
    actions = "".join(f"<dt>{a}</dt><dd>{html.escape(m)}</dd>" for a, m in ACTIONS.items())
    return (
        SHEET.replace("{{texts}}", texts)
        .replace("{{rows}}", rows)
        .replace("{{actions}}", actions)
        .replace("{{first}}", NAMES[others[0]].lower())
        .replace("{{second}}", NAMES[others[1]].lower())
    )


def _write_version(version_id: str, version: dict) -> str:
    headline = version["headline"]
    items = "\n".join(f"<li>{html.escape(text)}</li>" for text in version["sentences"])
    return (
        f'<section class="version" id="{version_id}"><h2>{NAMES[version_id]}'
        f"<span>{html.escape(version['outlet'])}</span></h2>\n"
        + (f'<p class="headline">{html.escape(headline)}</p>\n' if headline else "")
        + f"<ol>\n{items}\n</ol></section>"
    )


SHEET = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lesson 1, printed sheet: what is a version?</title>
<style>
@page { size: A4; margin: 14mm 16mm; }
body { font: 12.5pt/1.5 Georgia, "Times New Roman", serif; color: #000; background: #fff;
       max-width: 46rem; margin: 1rem auto; padding: 0 1rem; }
h1 { font-size: 1.5em; margin: 0 0 .3em; }
h2 { font-size: 1.1em; margin: 1.1em 0 .2em; border-bottom: 1px solid #000; }
h2 span { font-weight: normal; float: right; }
h3 { font-size: 1em; margin: 1.1em 0 .2em; }
p { margin: .35em 0; }
.name { display: flex; gap: 2em; margin: .2em 0 .8em; }
.name span { flex: 1; border-bottom: 1px solid #000; }
.headline { font-weight: bold; }
ol { margin: .3em 0; padding-left: 2em; }
li { margin: .15em 0; }
dl { display: grid; grid-template-columns: 7em 1fr; margin: .5em 0; font-size: .9em; }
dt { font-weight: bold; } dd { margin: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; min-width: 30rem; }
th, td { border: 1px solid #000; padding: .25em .4em; text-align: left; font-size: .9em;
         vertical-align: top; line-height: 1.25; }
thead th { background: #eee; }
tbody th { text-align: center; }
tbody td, tbody th { height: 2.3em; }
.choices, .choices td { border: 0; height: auto; min-width: 0; table-layout: auto; }
.choices td { padding: .15em .6em .15em 0; font-size: 1em; }
.line { border-bottom: 1px solid #000; height: 2em; }
.blank { display: inline-block; min-width: 5em; border-bottom: 1px solid #000; height: 1em; }
.back { break-before: page; }
@media print { body { font-size: 11.5pt; line-height: 1.42; max-width: none; margin: 0;
                      padding: 0; }
               table { min-width: 0; }
               .version, table, h3 { break-inside: avoid; } }
</style>
</head>
<body>
<main>
<h1>What is a version?</h1>
<p class="name"><span>Name</span><span>With</span><span>Date</span></p>
<p>Three texts about one evening in Oxby. The town, the people and the papers are invented. Each
sentence has a number. A headline is not a sentence of the body and has none.</p>
{{texts}}
<h3>Words for what was done</h3>
<dl>{{actions}}</dl>

<h1 class="back">Collate by hand</h1>
<p>For each sentence of the wire: <strong>where</strong> does it stand (a number, or - for nowhere),
and <strong>what was done</strong> to it? In the last column tick the sentences that
<strong>moved</strong>: tick as few as you can, so that all others stand in the wire's order.</p>
<div class="scroll">
<table>
<colgroup><col style="width:11%"><col style="width:12%"><col style="width:28%">
<col style="width:12%"><col style="width:25%"><col style="width:12%"></colgroup>
<thead>
<tr><th scope="col" rowspan="2">Wire sentence</th>
<th scope="colgroup" colspan="2">{{first}}</th><th scope="colgroup" colspan="3">{{second}}</th></tr>
<tr><th scope="col">where?</th><th scope="col">what was done?</th>
<th scope="col">where?</th><th scope="col">what was done?</th><th scope="col">moved?</th></tr>
</thead>
<tbody>
{{rows}}
</tbody>
</table>
</div>
<p>Sentences of {{second}} that the wire does not have: <span class="blank"></span></p>
<p>Words in wire sentence 3: <span class="blank"></span> 4: <span class="blank"></span>
5: <span class="blank"></span></p>
<h3>Predict what the computer will say</h3>
<p>Circle one in each line. (Distance: 0 when two texts use the same words equally often,
1 when they share none.)</p>
<table class="choices"><tbody>
<tr><td>Which version has more of the wire's different words?</td>
<td>{{first}} / {{second}}</td></tr>
<tr><td>Which has the larger distance from the wire?</td><td>{{first}} / {{second}}</td></tr>
<tr><td>Will it find the moved sentences?</td><td>yes / no</td></tr>
<tr><td>Will it say that a sum of money is wrong?</td><td>yes / no</td></tr>
</tbody></table>
<h3>Exit question</h3>
<p>A friend says: &ldquo;The computer found 4 of 6 sentences kept, so the Post&rsquo;s version is
accurate.&rdquo; What do you answer?</p>
<div class="line"></div><div class="line"></div><div class="line"></div><div class="line"></div>
</main>
</body>
</html>
"""


def build() -> dict[Path, str]:
    """Build every lesson: file to its text. Nothing is written."""
    story = read_story("tiny")
    built: dict[Path, str] = {}
    for source in sorted((LESSONS / "source").glob("*.py")):
        cells = read_source(source.read_text("utf-8"))
        built[LESSONS / f"{source.stem}.ipynb"] = make_notebook(cells, PUPIL, story)
        built[LESSONS / f"{source.stem}_solution.ipynb"] = make_notebook(cells, SOLUTION, story)
    built[LESSONS / "01_printed_sheet.html"] = make_sheet(story)
    return built


def main() -> int:
    """Write what changed, and say so."""
    for path, text in build().items():
        is_same = path.is_file() and path.read_text("utf-8") == text
        if not is_same:
            path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{'unchanged' if is_same else 'written  '}  {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
