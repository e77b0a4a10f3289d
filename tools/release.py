"""What a release attaches: ``make release``, in ``_build/release``, with a list of checksums.

The site and the evidence are packed from the built site; paper editions are made by the targets of the
Makefile that there are, and those that are missing or fail are said to be left out.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
RELEASE = ROOT / "_build" / "release"
EVIDENCE = SITE / "downloads" / "first-flames-evidence.zip"
SUMS = "SHA256SUMS"
#: Targets of the Makefile, and what they leave; several files are packed into one archive.
PAPER = {"pdf": "*.pdf", "epub": "*.epub", "handouts": "handouts/*.pdf"}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files give the same archive


def packed(folder: Path, files: list[Path], target: Path) -> None:
    """Files below ``folder`` as an archive: the same bytes from the same files."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def targets(makefile: str) -> set[str]:
    """The targets that a Makefile has."""
    return set(re.findall(r"(?m)^([a-z-]+):", makefile))


def paper(name: str, pattern: str, there: set[str], folder: Path) -> str:
    """Make one paper edition and attach it; what came of it, in a line."""
    if name not in there:
        return f"make {name}: not run, there is no such target"
    if subprocess.run(["make", name], cwd=ROOT, check=False).returncode:
        return f"make {name}: FAILED, see the lines above"
    built = ROOT / "_build" / "paper"
    files = [path for path in built.glob(pattern) if path.is_file()]
    if not files:
        return f"make {name}: FAILED, it left no {pattern} in _build/paper"
    stem = f"first-flames-{version('firstflames')}"
    if len(files) == 1:
        shutil.copyfile(files[0], folder / f"{stem}{files[0].suffix}")
    else:
        packed(built, files, folder / f"{stem}-{name}.zip")
    return f"make {name}: {len(files)} attached"


def checksums(folder: Path) -> str:
    """The list that ``sha256sum --check`` reads."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def main() -> int:
    """Collect everything; exit status 1 when a paper edition that can be made was not."""
    shutil.rmtree(RELEASE, ignore_errors=True)
    RELEASE.mkdir(parents=True)
    stem = f"first-flames-{version('firstflames')}"
    pages = [path for path in SITE.rglob("*") if path.is_file()]
    packed(SITE, pages, RELEASE / f"{stem}-site.zip")
    shutil.copyfile(EVIDENCE, RELEASE / f"{stem}-evidence.zip")
    there = targets((ROOT / "Makefile").read_text(encoding="utf-8"))
    said = [paper(name, pattern, there, RELEASE) for name, pattern in PAPER.items()]
    (RELEASE / SUMS).write_text(checksums(RELEASE), encoding="utf-8")
    print(
        "\n".join([*said, f"{len(list(RELEASE.iterdir()))} files are in {RELEASE.relative_to(ROOT)}."])
    )
    return 1 if any("FAILED" in line for line in said) else 0


if __name__ == "__main__":
    sys.exit(main())
