"""Build the teacher's edition, the site with its answers: ``make teacher``.

The keys stand in ``teaching/``, outside the book. Here the book is copied, the keys are put into the
copy, and the copy is built into ``_build/teacher/html``; the students' site is not touched.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import build
import yaml

ROOT = Path(__file__).resolve().parents[1]
KEYS = ROOT / "teaching"
TARGET = ROOT / "_build" / "teacher"
#: Where the keys go in the copy: firstflames.site.plans looks for them there.
INSIDE = "teaching/keys"
BAR = "Teacher’s edition: it holds the answers. Keep it on your own computer."


def stage(target: Path, book: Path = ROOT / "book", keys: Path = KEYS) -> list[str]:
    """Copy the book with the keys into ``target``, with a table of contents and a configuration.

    Gives the command that builds it. Raises FileNotFoundError when the keys are not there.
    """
    if not (keys / "marking.md").is_file():
        raise FileNotFoundError(f"{keys}: no marking.md there; expected the folder with the keys")
    copy = target / "book"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(book, copy, ignore=shutil.ignore_patterns("_build", ".ipynb_checkpoints"))
    # What pages take from beside the book.
    shutil.copy(ROOT / "CITATION.cff", target)
    (target / "data").mkdir(exist_ok=True)
    shutil.copy(ROOT / "data" / "README.md", target / "data")
    shutil.copytree(keys / "keys", copy / INSIDE)
    shutil.copy(keys / "marking.md", copy / INSIDE)
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    (copy / "_toc.yml").write_text(yaml.safe_dump(with_keys(toc), sort_keys=False), encoding="utf-8")
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    config["html"]["announcement"] = BAR
    (target / "_config.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return build.command(copy, target, config=target / "_config.yml")


def with_keys(toc: dict[str, Any]) -> dict[str, Any]:
    """The table of contents with the guide to marking at the head of the teaching pages."""
    for part in toc["parts"]:
        if part.get("caption") == "Teaching":
            part["chapters"].insert(1, {"file": f"{INSIDE}/marking"})
            return toc
    raise ValueError("_toc.yml: no part “Teaching”; expected one, where the guide to marking goes")


def main() -> int:
    """Build the edition; the exit status is Jupyter Book's."""
    try:
        command = stage(TARGET)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        print("\nThe teacher's edition was not built: see the warnings above.", file=sys.stderr)
        return 1
    # Jupyter Book builds into _build/html of the folder that it is given.
    site = TARGET / "html"
    shutil.rmtree(site, ignore_errors=True)
    shutil.move(TARGET / "_build" / "html", site)
    shutil.rmtree(TARGET / "_build")
    print(f"\nThe teacher's edition is in {site.relative_to(ROOT)}; it holds the answers.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
