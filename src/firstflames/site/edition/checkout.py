"""Where the sources of an edition stand, and where its site will: from git, GitHub and the environment.

Nothing is asked of a network. What cannot be known is empty, and what depends on it is left out.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.errors import ExtensionError

#: Explicit answers, for what git and GitHub do not say.
ADDRESS = "FIRSTFLAMES_ADDRESS"  # of the site; empty: it has none
LAUNCH = "FIRSTFLAMES_LAUNCH"  # the commit of the launch branch; empty: there is none
LAUNCH_BRANCH = "launch"
GITHUB = "https://github.com"
#: A custom domain's file, as GitHub Pages reads it; at the top, or in the folder of the book.
CNAMES = ("CNAME", "book/CNAME")
_SCP = re.compile(r"(?:[^@/\s]+@)?([\w.-]+\.\w+):(?!//)(.+)")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)


@dataclass(frozen=True)
class Checkout:
    """Where the sources are; each part is empty when it is not known.

    ``repository`` is the address of its page; ``branch`` and ``commit`` are what is built, ``changed``
    that files differ from the commit; ``address`` is where the site will be, with a slash at its end;
    ``launch`` is the commit that holds the copies of notebooks for Colab and Binder.
    """

    repository: str = ""
    branch: str = ""
    commit: str = ""
    changed: bool = False
    address: str = ""
    launch: str = ""

    @property
    def on_github(self) -> str:
        """``owner/name`` of a repository on github.com, which Colab and Binder can open; else empty."""
        return self.repository.removeprefix(f"{GITHUB}/") if self.repository.startswith(GITHUB) else ""


def checkout(root: Path, environment: Mapping[str, str]) -> Checkout:
    """What can be known of the checkout in ``root``.

    Raises ExtensionError, in one sentence, for an address or a domain that is none.
    """
    own = _git(root, "rev-parse", "--show-toplevel")
    git = bool(own) and Path(own).resolve() == root.resolve()  # not that of a folder above a zip
    server = environment.get("GITHUB_SERVER_URL", GITHUB).rstrip("/")
    named = environment.get("GITHUB_REPOSITORY", "")
    cloned_from = web_address(_remote(root)) if git else ""
    repository = f"{server}/{named}" if named else cloned_from
    github = repository.startswith((f"{GITHUB}/", f"{server}/"))
    changes = git and bool(_git(root, "status", "--porcelain"))
    return Checkout(
        repository=repository,
        branch=_branch(root, environment, git=git) if github else "",
        commit=environment.get("GITHUB_SHA") or (_git(root, "rev-parse", "HEAD") if git else ""),
        changed=changes,
        address=_address(root, environment, repository),
        launch=_launch(root, environment, git=git),
    )


def _git(root: Path, *words: str) -> str:
    """What git answers, or nothing when it is not there, or has nothing to say."""
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _remote(root: Path) -> str:
    names = _git(root, "remote").split()
    name = "origin" if "origin" in names else names[0] if len(names) == 1 else ""
    return _git(root, "config", "--get", f"remote.{name}.url") if name else ""


def web_address(remote: str) -> str:
    """The page of a repository, from the address that git uses; empty for a folder on this computer.

    Names and passwords in the address are left out.
    """
    short = _SCP.fullmatch(remote)
    if short:
        host, path = short.groups()
    else:
        parts = urlsplit(remote)
        if parts.scheme not in {"http", "https", "ssh", "git", "git+ssh"} or not parts.hostname:
            return ""
        port = f":{parts.port}" if parts.port and parts.scheme.startswith("http") else ""
        host, path = f"{parts.hostname}{port}", parts.path
    path = path.strip("/").removesuffix(".git").strip("/")
    return f"https://{host}/{path}" if path else ""


def _branch(root: Path, environment: Mapping[str, str], *, git: bool) -> str:
    """The branch that readers may edit; a pull request's is the one it goes to, a tag has none."""
    if "GITHUB_REF_NAME" in environment:
        if environment.get("GITHUB_BASE_REF"):
            return environment["GITHUB_BASE_REF"]
        is_tag = environment.get("GITHUB_REF_TYPE") == "tag"
        return "" if is_tag else environment["GITHUB_REF_NAME"]
    return _git(root, "symbolic-ref", "--quiet", "--short", "HEAD") if git else ""


def _address(root: Path, environment: Mapping[str, str], repository: str) -> str:
    if ADDRESS in environment:
        return _checked(environment[ADDRESS].strip())
    for name in CNAMES:
        if (root / name).is_file():
            domain = (root / name).read_text(encoding="utf-8").strip()
            if not _DOMAIN.fullmatch(domain):
                raise ExtensionError(
                    f"{name}, line 1: found {domain!r}; expected a domain as in history.example.org. "
                    "Write the domain alone, or delete the file."
                )
            return f"https://{domain}/"
    if not repository.startswith(f"{GITHUB}/"):
        return ""
    owner, _, name = repository.removeprefix(f"{GITHUB}/").partition("/")
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def _checked(address: str) -> str:
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ExtensionError(
            f"{ADDRESS}: found {address!r}; expected the whole address of the site, as in "
            "https://example.org/courses/flames/. Correct the variable, or leave it out."
        )
    return f"{address.rstrip('/')}/"


def _launch(root: Path, environment: Mapping[str, str], *, git: bool) -> str:
    if LAUNCH in environment:
        commit = environment[LAUNCH].strip()
        if commit and not _COMMIT.fullmatch(commit):
            raise ExtensionError(
                f"{LAUNCH}: found {commit!r}; expected a commit, forty digits and letters a to f. "
                "Correct the variable, or leave it out."
            )
        return commit
    reference = f"refs/remotes/origin/{LAUNCH_BRANCH}"
    return _git(root, "rev-parse", "--verify", "--quiet", reference) if git else ""
