"""Build the site from the stored notebooks: ``make book``. Runs no code of the chapters."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"


def main() -> int:
    """Build book/ with warnings as errors; the exit status is Jupyter Book's."""
    # Absolute paths: with book/ as the source, addresses then carry no /book/.
    command = [
        sys.executable,
        *("-c", "from jupyter_book.cli.main import main; main()", "build", str(ROOT / "book")),
        *("--config", str(ROOT / "_config.yml"), "--toc", str(ROOT / "_toc.yml")),
        *("--path-output", str(ROOT), "-W", "-n", "--keep-going"),
    ]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status == 0:
        print(f"\nThe site is in {SITE.relative_to(ROOT)}; open {SITE / 'index.html'} in a browser.")
    else:
        print("\nThe site was not built: see the warnings above.", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
