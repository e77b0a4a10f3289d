"""Fetch the packages of Pyodide that a publisher is to host: ``make pyodide``.

Those that the site's pages and JupyterLite load come from Pyodide's own address into
``_build/pyodide-packages``, each checked against Pyodide's lock, which npm brought; ``make live
PYODIDE=_build/pyodide-packages`` puts them on the site.
"""

from __future__ import annotations

import hashlib
import sys
import urllib.error
import urllib.request
from pathlib import Path

from firstflames.site import live

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "_build" / "pyodide-packages"
PATIENCE = 60  # seconds without an answer


class FetchError(Exception):
    """A sentence for the publisher: what was found, what was expected, what to do."""


def fetch(folder: Path = FOLDER, address: str = live.ADDRESS) -> list[str]:
    """Fetch each package that the site loads from ``address``; their files' names.

    A file that is there already and is the lock's is not fetched again. Raises FetchError.
    """
    entries = live.entries(live.read_lock(ROOT))
    folder.mkdir(parents=True, exist_ok=True)
    for number, entry in enumerate(entries, start=1):
        name, path = entry["file_name"], folder / entry["file_name"]
        print(f"[{number}/{len(entries)}] {name}", flush=True)
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]:
            continue
        try:
            with urllib.request.urlopen(address + name, timeout=PATIENCE) as answer:
                content = answer.read()
        except (OSError, urllib.error.URLError) as error:
            raise FetchError(
                f"{address}{name} could not be fetched ({error}): run the command again; "
                "what is there already is kept."
            ) from error
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise FetchError(
                f"{address}{name} is not the file that Pyodide {live.VERSION} lists (its sha256 "
                "differs): it was not kept. Run the command again; if it says the same, do not publish."
            )
        path.write_bytes(content)
    return [entry["file_name"] for entry in entries]


def main() -> int:
    """Fetch them all; the exit status is 0 when they are there."""
    try:
        count = len(fetch())
    except FetchError as error:
        print(error, file=sys.stderr)
        return 1
    folder = FOLDER.relative_to(ROOT)
    print(f"{count} files are in {folder}: 'make live PYODIDE={folder}' puts them on the site.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
