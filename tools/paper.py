"""The course on paper and on readers: ``python tools/paper.py pdf`` (or ``handouts``, or ``epub``).

Sphinx's builder ``paper`` writes plain pages (src/firstflames/site/paper/); here WeasyPrint sets them in
type, and what came out is checked (paper_check.py). ``prepare`` looks for what the system has to bring,
Pango and Java, and as root on Debian or Ubuntu installs it.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import build
import paper_check
import paper_look
import paper_tags

from firstflames.site.paper import book, epub, handouts

if TYPE_CHECKING:
    from weasyprint import Document

ROOT = Path(__file__).resolve().parents[1]
PAPER = ROOT / "_build" / "paper"
#: Where Jupyter Book puts things: pages and doctrees, the latter begun from the site's when it is there.
WORK = PAPER / "work"
PAGES = WORK / "_build" / "paper"
DOCTREES = Path("_build", ".doctrees")
PDF = "first-flames.pdf"
VARIANT = "pdf/ua-1"
NO_PANGO = (
    "WeasyPrint found no Pango, the system's library for setting text: install it (Debian and Ubuntu: "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango) and "
    "run the command again."
)
NO_JAVA = (
    "The EPUB is written, but not checked, since epubcheck needs Java and none was found: install a "
    "Java runtime (Debian and Ubuntu: apt install default-jre-headless) and run the command again."
)
DEBIAN = {
    "pango": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
    "java": ["default-jre-headless"],
}


class PaperError(Exception):
    """What stops the work, in one sentence."""


def has_pango() -> bool:
    """Whether WeasyPrint can be used here; it says much when it cannot, which nobody needs to read."""
    probe = [sys.executable, "-c", "import weasyprint"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def has_java() -> bool:
    """Whether there is a Java that runs (macOS has a command that only says where to get one)."""
    java = shutil.which("java")
    return bool(java) and (
        subprocess.run([str(java), "-version"], capture_output=True, check=False).returncode == 0
    )


def pages() -> Path:
    """Have Sphinx write the plain pages; their folder. Raises PaperError when it cannot."""
    WORK.mkdir(parents=True, exist_ok=True)
    # The site's doctrees save reading the book again; a copy, since the two builds note their own.
    if (ROOT / DOCTREES).is_dir():
        shutil.rmtree(WORK / DOCTREES, ignore_errors=True)
        shutil.copytree(ROOT / DOCTREES, WORK / DOCTREES)
    command = [*build.command(ROOT / "book", WORK), "--builder", "custom", "--custom-builder", "paper"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        raise PaperError("The pages for paper were not written: see the warnings above.")
    return PAGES


@contextmanager
def complaints() -> Iterator[list[str]]:
    """What WeasyPrint complains of meanwhile: a lost link or picture, a style that it does not know."""
    found: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    logger, keep = logging.getLogger("weasyprint"), Keep(logging.WARNING)
    before = logger.handlers[:]
    logger.handlers[:] = [keep]
    try:
        yield found
    finally:
        logger.handlers[:] = before


def rendered(page: Path, *styles: str) -> Document:
    """A page of HTML laid out on sheets. Asks no network. Raises PaperError for a complaint."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=["file"])
    with complaints() as found:
        html = HTML(filename=page, url_fetcher=fetcher)
        document = html.render(stylesheets=[CSS(string=style) for style in styles], pdf_variant=VARIANT)
    if found:
        raise PaperError(f"{page.name}: WeasyPrint complains: {'; '.join(dict.fromkeys(found))}")
    return document


def write(document: Document, target: Path) -> Path:
    """The PDF of a document: PDF/UA-1, tagged."""
    with complaints() as found:
        document.write_pdf(target, finisher=paper_tags.finish, pdf_variant=VARIANT)
    if found:
        raise PaperError(f"{target.name}: WeasyPrint complains: {'; '.join(dict.fromkeys(found))}")
    return target


def handout(page: Path, target: Path) -> Path:
    """A handout of exactly two sides: the roomiest of handouts.SIZES that fits. Raises PaperError."""
    for height, lines in handouts.SIZES:
        too_many = f".line:nth-of-type(n+{lines + 1}) {{ display: none }}"
        document = rendered(page, f".picture img {{ max-height: {height}mm }} {too_many}")
        if len(document.pages) == 2:
            return write(document, target)
    raise PaperError(
        f"{page.stem}: the handout does not fit on two sides, not even with a chart of "
        f"{handouts.SIZES[-1][0]} mm; expected passage and chart on one side, the prompts on the other. "
        "Shorten an excerpt, a caption or a prompt."
    )


def make_pdf() -> None:
    """One PDF of the course."""
    document = rendered(pages() / book.FILE)
    target = write(document, PAPER / PDF)
    facts = paper_check.facts(target)
    found = [*paper_check.faults(facts), *paper_check.pdf_ua(target), *paper_look.faults(document)]
    if found:
        raise PaperError(f"{PDF} is written, but not as it should be:\n" + "\n".join(found))
    print(f"{_place(target)}: {facts.pages} pages, tagged, with {len(facts.figures)} charts.")


def make_handouts() -> None:
    """A PDF of two sides for each chapter."""
    folder = PAPER / handouts.FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sources = sorted((pages() / handouts.FOLDER).glob("*.html"))
    for page in sources:
        handout(page, folder / f"{page.stem}.pdf")
    print(f"{_place(folder)}: {len(sources)} handouts of two sides.")


def make_epub() -> None:
    """The EPUB, checked by epubcheck where there is Java."""
    target = PAPER / epub.FILE
    shutil.copyfile(pages() / epub.FILE, target)
    if not has_java():
        raise PaperError(NO_JAVA)
    said = paper_check.epubcheck(target)
    if said:
        raise PaperError(f"{epub.FILE} does not pass epubcheck:\n" + "\n".join(said))
    print(f"{_place(target)}: passes epubcheck.")


def prepare() -> None:
    """See that Pango and Java are there; install them where that can be done."""
    for what, is_there, sentence in (("pango", has_pango, NO_PANGO), ("java", has_java, NO_JAVA)):
        if not is_there() and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
            print(f"No {what} found; installing the system's package.", flush=True)
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            for step in (["update", "-qq"], ["install", "-y", "-qq", *DEBIAN[what]]):
                subprocess.run(["apt-get", *step], env=quiet, check=False)
        if not is_there():
            raise PaperError(sentence)
    print("Pango and Java are there.")


def _place(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


COMMANDS: dict[str, Callable[[], None]] = {
    "pdf": make_pdf,
    "handouts": make_handouts,
    "epub": make_epub,
    "prepare": prepare,
}


def main(arguments: list[str]) -> int:
    """Make what the one argument names; the exit status is 0 when it was made and checked."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"usage: python tools/paper.py {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        if arguments[0] in {"pdf", "handouts"} and not has_pango():
            raise PaperError(NO_PANGO)
        COMMANDS[arguments[0]]()
    except PaperError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
