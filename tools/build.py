"""Build the site from the stored notebooks: ``make book``. Runs no code of the chapters.

What this edition is (``site.toml``, git, GitHub's environment) is worked out first; Jupyter Book is then
given a configuration and contents made of it, in ``_build/edition``. With ``--whole`` the site is the
whole course under its own name and without an address, whatever the edition: what the tests read.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from sphinx.errors import ExtensionError

from firstflames.site import edition

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
CONFIG = ROOT / "_config.yml"
COURSE = "First Flames"


def command(book: Path, output: Path, config: Path | None = None, *, whole: bool = False) -> list[str]:
    """The command that builds the folder ``book`` into ``output``.

    ``config`` is the course's own where no other is given. The book of the repository is built as the
    edition that it is, or ``whole``; any other (the tests have some) as it stands. Raises
    ExtensionError, in one sentence, for a fault in the edition.
    """
    folder = output / "_build" / "edition"
    if book == ROOT / "book":
        read = edition.read(ROOT, os.environ)
        if whole:
            read = edition.Edition(
                dataclasses.replace(read.choice, title=COURSE, out=frozenset()),
                dataclasses.replace(read.checkout, address=""),
                read.contents,
            )
        made, toc = edition.configuration(read, config or CONFIG), read.tree()
    else:
        made = {"title": COURSE, **_loaded(config or CONFIG)}
        toc = _loaded(book / "_toc.yml")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {"_config.yml": made, "_toc.yml": toc}.items():
        written = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(written, encoding="utf-8")
    return [
        sys.executable,
        # Absolute paths: with the folder itself as the source, addresses then carry no /book/.
        *("-c", "from jupyter_book.cli.main import main; main()", "build", str(book)),
        *("--config", str(folder / "_config.yml"), "--toc", str(folder / "_toc.yml")),
        *("--path-output", str(output), "-W", "-n", "--keep-going"),
    ]


def _loaded(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def main(arguments: list[str]) -> int:
    """Build book/ with warnings as errors; the exit status is Jupyter Book's, or 1 for a fault."""
    if arguments not in ([], ["--whole"]):
        print("usage: python tools/build.py [--whole]", file=sys.stderr)
        return 2
    try:
        made = command(ROOT / "book", ROOT, whole=bool(arguments))
    except ExtensionError as fault:
        print(fault, file=sys.stderr)
        return 1
    status = subprocess.run(made, cwd=ROOT, check=False).returncode
    if status == 0:
        print(f"\nThe site is in {SITE.relative_to(ROOT)}; open {SITE / 'index.html'} in a browser.")
    else:
        print("\nThe site was not built: see the warnings above.", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
