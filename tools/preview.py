"""Which pages a change touches: ``make preview`` builds the site and that of the commit before it.

The commit before is ``HEAD^1`` (for a pull request the branch it goes to) or the one that ``--base``
names; it is built in a folder of its own by its own ``make book``. The list is in
``_build/preview/changed.md`` and, on GitHub, in the summary of the run.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
PREVIEW = ROOT / "_build" / "preview"
#: What each build prints anew, or what follows from other pages: foot, contents, versions of files.
_OWN = re.compile(
    r'(?s)<footer.*?</footer>|<nav id="contents".*?</nav>|<nav class="neighbours".*?</nav>|\?v=[0-9a-f]+'
)


def content(page: Path) -> str:
    """What a page says by itself."""
    return _OWN.sub("", page.read_text(encoding="utf-8"))


def changes(before: Path, after: Path) -> dict[str, list[str]]:
    """The pages of two built sites that are new, changed or gone, by their addresses."""
    old, new = (
        {
            path.relative_to(site).as_posix(): path
            for path in site.rglob("*.html")
            if "_static" not in path.parts
        }
        for site in (before, after)
    )
    both = sorted(old.keys() & new.keys())
    return {
        "new": sorted(new.keys() - old.keys()),
        "changed": [page for page in both if content(old[page]) != content(new[page])],
        "gone": sorted(old.keys() - new.keys()),
    }


def report(found: dict[str, list[str]]) -> str:
    """The list as Markdown."""
    lines = ["# Pages of this change", ""]
    for kind, pages in found.items():
        lines += [f"- {kind}: `{page}`" for page in pages]
    return "\n".join(lines if any(found.values()) else [*lines, "No page changes."]) + "\n"


def build_before(base: str) -> Path | None:
    """The site of the commit ``base``, built in a work tree of its own; None if that cannot be done."""
    folder = PREVIEW / "before"
    remove = ["git", "worktree", "remove", "--force", str(folder)]
    subprocess.run(remove, cwd=ROOT, capture_output=True, check=False)
    add = ["git", "worktree", "add", "--quiet", "--detach", str(folder), base]
    done = subprocess.run(add, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"There is no commit {base} to compare with: {done.stderr.strip()}", file=sys.stderr)
        return None
    # A pull request's own variables: both sites are then built as one edition.
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    make = ["make", "-C", str(folder), "book", f"PYTHON={sys.base_prefix}/bin/python3"]
    status = subprocess.run(make, env=environment, check=False).returncode
    if status:
        print(f"The commit {base} does not build: nothing to compare with.", file=sys.stderr)
        return None
    kept = PREVIEW / "site"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.move(folder / "_build" / "html", kept)
    subprocess.run(remove, cwd=ROOT, check=True)
    return kept


def main(arguments: list[str]) -> int:
    """Write the list; exit status 1 when there is nothing to compare with."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--base", default="HEAD^1", help="the commit to compare with")
    options = parser.parse_args(arguments)
    PREVIEW.mkdir(parents=True, exist_ok=True)
    before = build_before(options.base)
    if before is None:
        return 1
    text = report(changes(before, SITE))
    (PREVIEW / "changed.md").write_text(text, encoding="utf-8")
    print(text)
    if os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as summary:
            summary.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
