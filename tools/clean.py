"""Remove what the other commands made: ``make clean``. Touches nothing that git watches."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MADE = [".venv", "_build", "build", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"]
MADE += [
    ".import_linter_cache",
    "src/firstflames.egg-info",
    "node_modules",
    "tools/lighthouse/node_modules",
]


def main() -> None:
    """Delete each by-product and say which were there."""
    gone = [name for name in MADE if (ROOT / name).exists()]
    for name in gone:
        shutil.rmtree(ROOT / name)
    print(f"Removed: {', '.join(gone) or 'nothing, all was clean'}.")


if __name__ == "__main__":
    main()
