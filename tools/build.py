"""Build the site from the stored notebooks: ``make book``. Runs no code of the chapters."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"


def command(book: Path, output: Path, config: Path = ROOT / "_config.yml") -> list[str]:
    """The command that builds the folder ``book`` into ``output``, with the course's configuration."""
    # Absolute paths: with the folder itself as the source, addresses then carry no /book/.
    toc = ROOT / "_toc.yml" if book == ROOT / "book" else book / "_toc.yml"
    return [
        sys.executable,
        *("-c", "from jupyter_book.cli.main import main; main()", "build", str(book)),
        *("--config", str(config), "--toc", str(toc)),
        *("--path-output", str(output), "-W", "-n", "--keep-going"),
    ]


def main() -> int:
    """Build book/ with warnings as errors; the exit status is Jupyter Book's."""
    status = subprocess.run(command(ROOT / "book", ROOT), cwd=ROOT, check=False).returncode
    if status == 0:
        print(f"\nThe site is in {SITE.relative_to(ROOT)}; open {SITE / 'index.html'} in a browser.")
    else:
        print("\nThe site was not built: see the warnings above.", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
