"""Start a chapter with its whole anatomy: ``make chapter NAME=17-a-short-name TITLE="Its title"``.

Writes the notebook, its quiz file and its line in the table of contents, and overwrites nothing. Each
part says in a comment what belongs there; tools/content.py names every part that is still to be
written.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
from content import PLACEHOLDER
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parents[1]
USAGE = 'usage: make chapter NAME=17-a-short-name TITLE="Its title"'

HEAD = """\
# {title}

**Time:** about ninety minutes. **Text:** section {write} the sections, as s09 (p079–p099) -->.

{write} where people are killed or insulted: a line "**Content.** ..." -->

After this chapter you can

- {write} do something with the figures -->;
- {write} judge something with the sources -->;
- {write} argue something -->."""

PROSE = {
    "passage": (
        "## The passage",
        "one to three excerpts of at most 45 words, each a block quote whose last line is "
        "“> — Victor Serge, *Year One of the Russian Revolution*, tr. Peter Sedgwick (p088)”",
    ),
    "scene": (
        "## The scene",
        "250 to 500 words of context; people, parties and places at first mention as links, "
        "[the Rada](#rada); every outside statement with {cite:p}`key`",
    ),
    "figures": ("## The figures", "what the next cells show, and the question that the chart answers"),
    "check": (
        "## Check the author",
        "the arithmetic with its verdict, the charitable reading first; link the checks, "
        "[the army’s half](#check-army-more-than-half)",
    ),
    "witness": ("## Another witness", "another count, document or participant, and why it differs"),
    "discuss": (
        "## Discuss",
        "three or four numbered prompts on which informed people differ, then “**The best case on "
        "each side, for the first question.**”",
    ),
    "quiz": ("## Check yourself\n\nChoose an answer, then read the reasons.\n\n```{quiz}\n```", ""),
    "next": ("## Next", "the exercise, and two things to read, saying whether they were opened"),
}

SETUP = """\
import plotly.graph_objects as go

import firstflames as ff

# The rows of the chapter: one table of the evidence (see the page "Data"), small enough to show.
claims = ff.load("claims")
here = claims[claims["locator"] == "{locator}"]
here[["as_printed", "subject", "low", "high", "unit"]].pipe(ff.readable)"""

QUIZ = """\
# The quiz of {name}: three to five questions. Its form is in CONTRIBUTING, "Write a quiz".
# A figure is printed as {{glue:text}}`name` and glued in a cell of the chapter.
"""


def notebook(title: str) -> nbformat.NotebookNode:
    """The notebook of a new chapter: every part of the anatomy, each with what belongs there."""
    cells = [new_markdown_cell(HEAD.format(title=title, write=PLACEHOLDER), id="title")]
    for name, (heading, what) in PROSE.items():
        text = f"{heading}\n\n{PLACEHOLDER} {what} -->" if what else heading
        cells.append(new_markdown_cell(text, id=name))
        if name == "figures":
            code = SETUP.format(locator="p088")
            cells.append(new_code_cell(code, id="setup", metadata={"tags": ["hide-input"]}))
    made: nbformat.NotebookNode = new_notebook(cells=cells)
    made.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return made


def with_line(toc: str, name: str) -> str:
    """The table of contents with the chapter in its place, by number.

    Raises ValueError when it lists no chapter to stand beside.
    """
    line = re.compile(r"(?m)^( *)- file: chapters/(\d\d-.*)\n(?:\1 .*\n)*")
    listed = list(line.finditer(toc))
    if not listed:
        raise ValueError("_toc.yml lists no chapter: add the line “- file: chapters/NAME” by hand")
    before = [found for found in listed if found[2] < name]
    at = before[-1].end() if before else listed[0].start()
    return f"{toc[:at]}{listed[0][1]}- file: chapters/{name}\n{toc[at:]}"


def start(root: Path, name: str, title: str) -> list[Path]:
    """Write the files of a new chapter and return them.

    Raises ValueError, in a sentence, for a name that is no name or is taken; then nothing is written.
    """
    if not re.fullmatch(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(
            f"the name {name!r} is none for a chapter: two digits, then words in small letters, "
            "joined by hyphens, as 17-a-short-name"
        )
    if not title.strip():
        raise ValueError("the chapter has no title: " + USAGE)
    chapter = root / "book" / "chapters" / f"{name}.ipynb"
    quiz = root / "book" / "quizzes" / f"{name}.toml"
    toc = root / "_toc.yml"
    for path in (chapter, quiz):
        if path.exists():
            raise ValueError(f"{path.relative_to(root)} exists: choose another name, or edit that file")
    contents = with_line(toc.read_text(encoding="utf-8"), name)
    for folder in (chapter.parent, quiz.parent):
        folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(title.strip()), chapter)
    quiz.write_text(QUIZ.format(name=name), encoding="utf-8")
    toc.write_text(contents, encoding="utf-8")
    return [chapter, quiz, toc]


def main(arguments: list[str]) -> int:
    """Start the chapter named in ``arguments``: its name and its title."""
    if len(arguments) != 2:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        written = start(ROOT, *arguments)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    for path in written:
        print(f"wrote {path.relative_to(ROOT)}")
    print(
        "Write its parts in JupyterLab ('make lab'), then 'make refresh' and 'make pictures';\n"
        f"'python tools/content.py {written[0].relative_to(ROOT)}' says what is still missing."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
