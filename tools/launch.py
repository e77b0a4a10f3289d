"""Make the copies of the notebooks that Colab and Binder open: ``make launch``; ``make push-launch``.

The copies are in ``_build/launch``, as plain Markdown and without outputs, with the library's wheel and
the files that Binder reads. Pushing puts them on the branch ``launch`` of the repository, the wheel one
commit before the notebooks: their first cell names it, and a commit cannot name itself. When nothing
has changed nothing is pushed. The commit is printed, and told to GitHub's workflow.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plain import Page, PlainError, Site
from sphinx.errors import ExtensionError

from firstflames.site import assignments, edition
from firstflames.site.edition.checkout import GITHUB, LAUNCH_BRANCH
from firstflames.site.opening import FOLDERS, wheel_name

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
LAUNCH = ROOT / "_build" / "launch"
EXERCISES = ROOT / "exercises"
COPIES = ROOT / "_build" / "exercises"
#: Whatever the day, the same wheel from the same sources (the oldest time a zip can hold).
EPOCH = "315532800"
#: What the library is made of.
PACKED = ("src", "data", "pyproject.toml", "README.md", "LICENSE", "LICENSE-CONTENT")
#: Beside the notebooks: what Binder reads, and the licences.
FILES = (".binder", "requirements/book.txt", "LICENSE", "LICENSE-CONTENT")
WHO = {"NAME": "First Flames", "EMAIL": "first-flames@users.noreply.github.com"}
INSTALL = """\
# In Colab this installs the course's library. Anywhere else it does nothing.
import sys

if "google.colab" in sys.modules:
    import subprocess

    command = [sys.executable, "-m", "pip", "install", "--quiet"]
    subprocess.run([*command, "{url}"], check=True)
"""
README = """\
# {title}: notebooks to run

These files are made from the chapters of the course by a program, for Colab and Binder. Do not change
them here: the next publication overwrites them. {where}
"""


class LaunchError(RuntimeError):
    """The copies cannot be made or pushed; one sentence."""


def wheel(folder: Path) -> Path:
    """The library, packed into ``folder``: the same bytes from the same sources. Raises LaunchError."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    with tempfile.TemporaryDirectory() as clean:  # setuptools would pack what an older build left behind
        for name in PACKED:
            there = Path(clean, name)
            if (ROOT / name).is_dir():
                shutil.copytree(
                    ROOT / name, there, ignore=shutil.ignore_patterns("*.egg-info", "__pycache__")
                )
            else:
                shutil.copyfile(ROOT / name, there)
        command += ["--wheel-dir", str(folder), clean]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    path = folder / wheel_name()
    if done.returncode or not path.is_file():
        raise LaunchError(f"the library could not be packed: {done.stderr.strip()[-300:]}")
    return path


def copy_of(notebook: Mapping[str, Any], page: Page | None, url: str) -> dict[str, Any]:
    """A notebook to run: without outputs, with a cell that installs the library from ``url`` in Colab.

    Its words are those of ``page``, written plainly; without a page they stay. Raises PlainError.
    """
    cells = [_cell(cell, page) for cell in notebook["cells"]]
    if url:
        first = {"cell_type": "code", "id": "install", "metadata": {}, "outputs": []}
        cells.insert(0, {**first, "execution_count": None, "source": INSTALL.format(url=url)})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    kept = {key: value for key, value in notebook["metadata"].items() if key == "firstflames"}
    metadata = {**kept, "kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(cell: Mapping[str, Any], page: Page | None) -> dict[str, Any]:
    source = "".join(cell["source"])
    made = {**cell, "source": page.plain(source) if page and cell["cell_type"] == "markdown" else source}
    if cell["cell_type"] == "code":
        made |= {"outputs": [], "execution_count": None}
    if page is not None:
        made["metadata"] = {}
    return made


def chapters_of(exercise: Mapping[str, Any]) -> set[int]:
    """The chapters that an exercise says it belongs to, in the line of its head that lists them."""
    return set(
        assignments.chapters("\n".join("".join(cell["source"]) for cell in exercise["cells"][:2]))
    )


def exercises(read: edition.Edition, folder: Path = COPIES) -> Iterator[tuple[str, dict[str, Any]]]:
    """The student copies of the exercises, by page, but for those of chapters that are left out."""
    out = read.choice.out
    for path in sorted(folder.glob("*/*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        chapters = chapters_of(notebook)
        if not chapters or chapters - out:
            yield f"exercises/{path.stem}", notebook


def make(read: edition.Edition, folder: Path, url: str) -> list[str]:
    """Write the copies of an edition into ``folder``; their pages. Raises PlainError."""
    contents = edition.Contents(read.contents.book, read.tree(), "")
    pages = contents.pages()
    site = Site.of(read.checkout.address, read.contents, pages, SITE)
    made: dict[str, dict[str, Any]] = {}
    for name in pages:
        path = contents.path(name)
        if name.startswith(FOLDERS) and path.suffix == ".ipynb":
            notebook = json.loads(path.read_text(encoding="utf-8"))
            made[name] = copy_of(notebook, Page.of(name, notebook, site), url)
    if EXERCISES.is_dir():
        subprocess.run([sys.executable, str(ROOT / "tools" / "exercises.py")], cwd=ROOT, check=True)
        made |= {name: copy_of(notebook, None, url) for name, notebook in exercises(read)}
    for name, notebook in made.items():
        target = folder / f"{name}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        written = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
        target.write_text(f"{written}\n", encoding="utf-8")
    where = f"The course: <{read.checkout.address}>" if read.checkout.address else ""
    readme = README.format(title=read.choice.title, where=where).rstrip()
    (folder / "README.md").write_text(f"{readme}\n", encoding="utf-8")
    for file in FILES:
        source, target = ROOT / file, folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
    return list(made)


class Branch:
    """The branch ``launch`` of a repository, written with git's plumbing from a folder outside of it."""

    def __init__(self, remote: str, folder: Path, scratch: Path, environment: Mapping[str, str]):
        self.remote, self.folder = remote, folder
        self.environment = {
            **environment,
            "GIT_DIR": str(scratch / "launch.git"),
            "GIT_WORK_TREE": str(folder),
            "GIT_INDEX_FILE": str(scratch / "launch.index"),
            "GIT_TERMINAL_PROMPT": "0",
            **{
                f"GIT_{role}_{key}": value
                for role in ("AUTHOR", "COMMITTER")
                for key, value in WHO.items()
            },
        }
        subprocess.run(["git", "init", "--quiet", "--bare", self.environment["GIT_DIR"]], check=True)
        there = self.git("ls-remote", "--heads", remote, LAUNCH_BRANCH)
        self.tip = there.split()[0] if there else ""
        if self.tip:
            self.git("fetch", "--quiet", remote, LAUNCH_BRANCH)

    def git(self, *words: str) -> str:
        """What git answers. Raises LaunchError with its last line; no address stands in the sentence."""
        helper = ["-c", "credential.helper="] if self.environment.get("GITHUB_TOKEN") else []
        if helper:  # the token stays in the environment: in no argument, file or message
            helper += ["-c", f"credential.helper=!{_HELPER}"]
        done = subprocess.run(
            ["git", *helper, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no word"])[-1]
            raise LaunchError(f"the branch {LAUNCH_BRANCH} could not be written: git {words[0]}: {said}")
        return done.stdout.strip()

    def commit(self, message: str) -> str:
        """The folder as it stands, as a commit upon the last; that one itself when it has the same."""
        self.git("add", "--all", "--force", ".")
        tree = self.git("write-tree")
        if self.tip and self.git("rev-parse", f"{self.tip}^{{tree}}") == tree:
            return self.tip
        parents = ["-p", self.tip] if self.tip else []
        self.tip = self.git("commit-tree", tree, *parents, "-m", message)
        return self.tip

    def holding(self, wheel: Path) -> str:
        """The newest commit that brought this very wheel; empty when the branch has another or none."""
        if not self.tip:
            return ""
        blob = self.git("hash-object", str(wheel))
        if self.git("ls-tree", "--object-only", self.tip, "--", wheel.name) != blob:
            return ""
        return self.git("log", "-1", "--format=%H", self.tip, "--", wheel.name)

    def push(self, commit: str) -> None:
        """Put the branch to the commit; never by force."""
        self.git("push", "--quiet", self.remote, f"{commit}:refs/heads/{LAUNCH_BRANCH}")


_HELPER = 'f() { echo username=x-access-token; echo "password=$GITHUB_TOKEN"; }; f'


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def publish(read: edition.Edition, remote: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Make the copies in ``folder`` and push them to ``remote``; the commit that links are to name.

    Raises LaunchError or PlainError, in one sentence.
    """
    scratch = _empty(folder.with_name(f"{folder.name}-git"))
    try:
        packed = wheel(_empty(folder))
        branch = Branch(remote, folder, scratch, environment)
        known = branch.tip
        base = branch.holding(packed) or branch.commit("The library, packed")
        owner = read.checkout.on_github
        url = f"https://raw.githubusercontent.com/{owner}/{base}/{packed.name}" if owner else ""
        make(read, folder, url)
        commit = branch.commit("The notebooks, to run")
        if commit != known:
            branch.push(commit)
        return commit
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Make the copies, and push them if asked; status 1 and a sentence when that cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--push", action="store_true", help="put them on the branch launch")
    parser.add_argument("--into", type=Path, default=LAUNCH, help="the folder for the copies")
    options = parser.parse_args(arguments)
    folder = options.into.resolve()
    try:
        read = edition.read(ROOT, os.environ)
        if options.push:
            if not read.checkout.repository:
                raise LaunchError("there is no repository to push to: git knows no remote named origin.")
            named = os.environ.get("GITHUB_REPOSITORY")
            server = os.environ.get("GITHUB_SERVER_URL", GITHUB)
            remote = f"{server}/{named}" if named else _origin()
            commit = publish(read, remote, folder, os.environ)
            print(f"The branch {LAUNCH_BRANCH} is at {commit}.")
            if os.environ.get("GITHUB_OUTPUT"):
                with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as told:
                    told.write(f"commit={commit}\n")
        else:
            wheel(_empty(folder))
            pages = make(read, folder, "")
            print(f"{len(pages)} notebooks are in {folder}.")
    except (LaunchError, PlainError, ExtensionError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _origin() -> str:
    command = ["git", "remote", "get-url", "origin"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LaunchError("there is no remote named origin to push to; name it: git remote add origin …")
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
