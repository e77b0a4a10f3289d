"""Run every notebook of the book and every exercise afresh and store the outputs: ``make refresh``.

The only way outputs get into a notebook. Notebooks are named on the command line, or all are taken.
What differs from run to run (times, the machine's Python version) is left out, so that a diff shows
what changed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parents[1]


def refresh(path: Path) -> None:
    """Execute one notebook in its own folder and write it back with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    for count, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        cell.execution_count = count + 1
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, path)


def main(arguments: list[str]) -> int:
    """Refresh the notebooks named in ``arguments``, or all; the exit status says whether all ran."""
    os.environ["PLOTLY_RENDERER"] = "plotly_mimetype"
    chosen = [Path(name) for name in arguments]
    kept = [
        path for folder in ("book", "exercises") for path in sorted((ROOT / folder).rglob("*.ipynb"))
    ]
    notebooks = chosen or [
        path for path in kept if not {"_build", ".ipynb_checkpoints"} & set(path.parts)
    ]
    for number, path in enumerate(notebooks, start=1):
        print(f"[{number}/{len(notebooks)}] {path.name}", flush=True)
        try:
            refresh(path)
        except CellExecutionError as error:
            print(f"{path}: a cell failed, the file was left as it is.\n{error}", file=sys.stderr)
            return 1
    print("Charts that have changed need their pictures drawn again: run 'make pictures'.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
