"""A distribution of Pyodide for the tests: ``python tools/distribution.py``, into ``_build/pyodide``.

Pyodide's own address is no package registry. Its packages that need no compiling are on PyPI in the same
versions (requirements/pyodide.txt); those that do (numpy, pandas) are here by name only, so that what
requires them installs, and what imports them fails. Pyodide packs every file anew: the lock beside the
wheels is Pyodide's with these files and their hashes.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from firstflames.site import live, wheels

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "requirements" / "pyodide.txt"
FOLDER = ROOT / "_build" / "pyodide"
LOCK = "pyodide-lock.json"
PYTHON = "3.14"  # of this Pyodide


def name_in_file(name: str) -> str:
    """A project's name as files of wheels begin with it."""
    return re.sub(r"[-_.]+", "_", name).lower()


def by_name_only(name: str, version: str) -> wheels.Wheel:
    """A wheel that has nothing in it."""
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    inside = f"{name_in_file(name)}-{version}.dist-info/METADATA"
    return wheels.Wheel(name_in_file(name), version, [(inside, metadata.encode())])


def lock_of(folder: Path, lock: dict[str, Any]) -> dict[str, Any]:
    """Pyodide's ``lock`` for the wheels in ``folder``; what is not among them is written by name only.

    Only the packages that the site and JupyterLite load, with all that they need, are in it.
    """
    listed: dict[str, Any] = {}
    for name in live.of_lock(lock, live.ALL):
        entry = dict(lock["packages"][name])
        found = sorted(folder.glob(f"{name_in_file(name)}-{entry['version']}-*.whl"))
        wheel = found[0] if found else wheels.write(by_name_only(name, entry["version"]), folder)
        entry["file_name"] = wheel.name
        entry["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
        listed[name] = entry
    return {**lock, "packages": listed}


def fingerprint() -> str:
    """What the folder depends on."""
    state = PINS.read_bytes() + Path(__file__).read_bytes() + live.VERSION.encode()
    return hashlib.sha256(state + repr(live.ALL).encode()).hexdigest()


def make(folder: Path = FOLDER) -> Path:
    """The folder, filled when it is not there or is of other pins. Raises CalledProcessError."""
    stamp = folder / "stamp"
    if stamp.is_file() and stamp.read_text() == fingerprint():
        return folder
    print(f"fetching what {PINS.relative_to(ROOT)} lists from PyPI", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--python-version", PYTHON]
    subprocess.run([*command, "--dest", str(folder), "-r", str(PINS)], check=True)
    lock = lock_of(folder, live.read_lock(ROOT))
    (folder / LOCK).write_text(json.dumps(lock), encoding="utf-8")
    stamp.write_text(fingerprint())
    return folder


def main() -> int:
    """Make the folder; the exit status is 0 when all is there."""
    try:
        make()
    except subprocess.CalledProcessError:
        print(
            f"What {PINS.relative_to(ROOT)} lists could not be fetched: see the lines above. "
            "With a network, run the command again.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
