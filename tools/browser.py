"""Find a Chromium for the browser tests, or get one: ``python tools/browser.py``.

Order: the variable FIRSTFLAMES_BROWSER, a browser of the system, Playwright's own; then Playwright's
download; then, as root on Debian or Ubuntu, the system's package. Tests are never skipped for want of
a browser.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "FIRSTFLAMES_BROWSER"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
ADVICE = (
    "No Chromium, Chrome or Edge was found, and none could be installed: install one of them, or set "
    f"{VARIABLE} to the path of one, and run the tests again."
)
#: What only a window with a bar for addresses needs: two hidden pages for each context that is opened,
#: half of what it costs. Of a switch the last one holds, so Playwright's own choices are said again.
UNUSED = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "AimEnabled"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades"),
    *("LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints"),
    *("PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"),
)
#: As root (containers, CI) Chromium needs its sandbox off; the rest keeps it from calling home.
FLAGS = (
    *(("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()),
    "--disable-background-networking",
    "--disable-component-update",
    f"--disable-features={','.join(UNUSED)}",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
)


def find() -> Path | None:
    """The path of a browser that is present, or None. Raises ValueError when the variable is wrong."""
    named = os.environ.get(VARIABLE)
    if named:
        if Path(named).is_file():
            return Path(named)
        raise ValueError(f"{VARIABLE} names {named}, which is no file: correct or unset it.")
    for command in COMMANDS:
        found = shutil.which(command)
        if found:
            return Path(found)
    present = [Path(place) for place in PLACES if Path(place).is_file()]
    return present[0] if present else _playwrights_own()


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def _install() -> None:
    """Try Playwright's download, then the system's package; whether either worked shows in find()."""
    print("No browser found; trying Playwright's download.", flush=True)
    download = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(download, check=False).returncode == 0:
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print("That failed; trying the system's package.", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
            subprocess.run(["apt-get", *step], env=quiet, check=False)


def main() -> int:
    """Print the browser's path; install one first if need be. Exit status 1 when there is none."""
    try:
        path = find()
        if path is None:
            _install()
            path = find()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    if path is None:
        print(ADVICE, file=sys.stderr)
        return 1
    print(f"Browser for the tests: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
