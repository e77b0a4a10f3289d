"""Editions: other names, paths and chapters; in each every internal link is followed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import build
import pytest
import yaml
from conftest import ROOT
from sphinx.errors import ExtensionError

from firstflames.site import edition
from firstflames.site.edition.checkout import CNAMES, web_address

#: What a clone or a zip of the repository has not.
BUILT = shutil.ignore_patterns(
    ".git",
    ".venv",
    "node_modules",
    "_build",
    "build",
    "*.egg-info",
    ".*_cache",
    "__pycache__",
    ".stamps",
)
#: Of the machine that runs the tests, perhaps a GitHub runner; nothing of it is to reach an edition.
MACHINES = re.compile(r"GITHUB_|FIRSTFLAMES_|GIT_")
COMMIT = "0123456789abcdef0123456789abcdef01234567"
HOSTS = "http:", "https:", "mailto:", "data:"


def copied(folder: Path) -> Path:
    """The sources as they are here, in another place, without git."""
    shutil.copytree(ROOT, folder, ignore=BUILT)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    for name in CNAMES:  # of the fork that runs the tests, perhaps
        (folder / name).unlink(missing_ok=True)
    return folder


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not MACHINES.match(key)} | dict(variables)


def told(root: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Status and words of ``make book`` on sources that it refuses; it starts no build."""
    patch.setattr(build, "ROOT", root)
    patch.setattr(build, "CONFIG", root / "_config.yml")
    for variable in filter(MACHINES.match, os.environ):
        patch.delenv(variable)
    return build.main([]), capsys.readouterr().err


def built(root: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "tools/build.py"]
    return subprocess.run(
        command, cwd=root, env=environment(variables), capture_output=True, text=True, check=False
    )


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=A publisher", "-c", "user.email=nobody@example.org"]
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@dataclass(frozen=True)
class Site:
    """A site as it was built, and the address that it has (or none)."""

    folder: Path
    address: str

    @cached_property
    def pages(self) -> dict[str, str]:
        found = sorted(self.folder.rglob("*.html"))
        pages = {path.relative_to(self.folder).as_posix(): path.read_text("utf-8") for path in found}
        return {name: text for name, text in pages.items() if not name.startswith("_")}

    @cached_property
    def ids(self) -> dict[str, set[str]]:
        return {name: set(re.findall(r'\bid="([^"]+)"', text)) for name, text in self.pages.items()}

    def links(self, page: str) -> set[str]:
        """Every address that a page names: links, scripts, styles, pictures, and those of its head."""
        text = self.pages[page]
        found = re.findall(r'\b(?:href|src)="([^"]*)"', text)
        for several in re.findall(r'\bsrcset="([^"]*)"', text):
            found += [each.split()[0] for each in several.split(",")]
        if self.address:
            found += re.findall(rf'\bcontent="({re.escape(self.address)}[^"]*)"', text)
        return set(map(unescape, found))

    def dead(self) -> list[str]:
        """The internal links that lead nowhere; a whole address of the edition is internal too."""
        found = []
        for page in self.pages:
            for link in self.links(page):
                whole = bool(self.address) and link.startswith(self.address)
                if link.startswith(HOSTS) and not whole:
                    continue
                # A page that is not found may stand at any depth: its base is the edition's address.
                base = self.address if page == "404.html" and self.address else f"site:///{page}"
                target = self.inside(link if whole else _joined(base, link))
                if target is None:
                    found.append(f"{page}: {link}")
        return found

    def inside(self, address: str) -> str | None:
        """The file that a whole address leads to; None when it, or the place in it, is not there."""
        path = address.removeprefix(self.address) if self.address else address
        parts = urlsplit(path.removeprefix("site:///"))
        name = unquote(parts.path) or "index.html"
        if name.endswith("/"):
            name += "index.html"
        if not (self.folder / name).is_file():
            return None
        there = not parts.fragment or unquote(parts.fragment) in self.ids.get(name, {parts.fragment})
        return name if there else None


def _joined(base: str, link: str) -> str:
    return urljoin(base.replace("site:///", "https://site.invalid/"), link).replace(
        "https://site.invalid/", "site:///"
    )


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    """Of each kind that pages have: relative, to a place, whole, in a set of pictures, on 404.html."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "index.html").write_text(
        '<h2 id="here"></h2><a href="#here"></a><a href="chapters/a%20b.html#there"></a><a href=""></a>'
        '<a href="#gone"></a><a href="chapters/gone.html"></a><a href="https://example.org/y"></a>'
        '<a href="https://example.org/x/gone.html"></a>'
        '<img src="a.svg" srcset="index.html 1w, b.svg 2w">'
        '<meta property="og:image" content="https://example.org/x/card.jpg">'
        '<meta name="description" content="words of a page">'
    )
    (tmp_path / "chapters" / "a b.html").write_text(
        '<p id="there"></p><a href="../index.html#here"></a>'
    )
    (tmp_path / "404.html").write_text('<a href="index.html"></a><a href="chapters/lost.html"></a>')
    assert sorted(Site(tmp_path, "https://example.org/x/").dead()) == [
        "404.html: chapters/lost.html",
        "index.html: #gone",
        "index.html: a.svg",
        "index.html: b.svg",
        "index.html: chapters/gone.html",
        "index.html: https://example.org/x/card.jpg",
        "index.html: https://example.org/x/gone.html",
    ]


def canonical(site: Site, page: str) -> str:
    found = re.search(r'<link rel="canonical" href="([^"]*)">', site.pages[page])
    return found[1] if found else ""


def follows_its_address(site: Site) -> None:
    """Whatever names the site as a whole names the address of the edition, and each page once."""
    pages = {name for name in site.pages if name not in {"404.html", "search.html"}}
    for page in pages:
        assert canonical(site, page) == f"{site.address}{page}"
        assert f'<meta property="og:url" content="{site.address}{page}">' in site.pages[page]
        assert f'<meta property="og:image" content="{site.address}_static/' in site.pages[page]
    tree = ElementTree.fromstring((site.folder / "sitemap.xml").read_text("utf-8"))
    listed = [place.text for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert sorted(filter(None, listed)) == sorted(site.address + page for page in pages)
    assert f"Sitemap: {site.address}sitemap.xml\n" in (site.folder / "robots.txt").read_text("utf-8")
    assert cited(site)["url"] == site.address
    assert site.address in site.pages["reference/data.html"]
    assert f'<base href="{site.address}">' in site.pages["404.html"]


def cited(site: Site) -> dict[str, str]:
    held: dict[str, str] = yaml.safe_load(
        (site.folder / "downloads" / "CITATION.cff").read_text("utf-8")
    )
    return held


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of a fork, in a folder with a space and a letter of another alphabet."""
    root = copied(tmp_path_factory.mktemp("forks") / "Курс 2027")
    git(root, "init", "--quiet", "--initial-branch=seminar")
    (root / ".git" / "info" / "exclude").write_text("node_modules\n")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "An edition")
    git(root, "remote", "add", "origin", "git@github.com:Some-Uni/Flames.2027.git")
    return root


@dataclass(frozen=True)
class Case:
    """Where an edition stands: its remote, variables, a CNAME, chapters; and what follows of it."""

    remote: str
    address: str
    repository: str
    variables: Mapping[str, str]
    chapters: str = "out = []"
    cname: str = ""


SOME = "https://github.com/Some-Uni"
CASES = {
    "project": Case(
        "git@github.com:Some-Uni/Flames.2027.git",
        "https://some-uni.github.io/Flames.2027/",
        f"{SOME}/Flames.2027",
        {"FIRSTFLAMES_LAUNCH": COMMIT},
    ),
    "user": Case(
        "https://someone:secret@github.com/Some-Uni/some-uni.github.io",
        "https://some-uni.github.io/",
        f"{SOME}/some-uni.github.io",
        {},
        "in = [12, 13, 14]",
    ),
    "domain": Case(
        "ssh://git@git.example.org/a/b.git",
        "https://flames.example.org/",
        "https://git.example.org/a/b",
        {},
        "in = [12, 13, 14]",
        "flames.example.org\n",
    ),
    "folder": Case(
        "git@github.com:Some-Uni/old-name.git",
        "https://example.org/courses/history/flames/",
        f"{SOME}/renamed",
        {
            "GITHUB_REPOSITORY": "Some-Uni/renamed",
            "GITHUB_REF_NAME": "main",
            "GITHUB_SHA": COMMIT,
            "FIRSTFLAMES_ADDRESS": "https://example.org/courses/history/flames",
        },
        "out = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15]",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fork_is_its_own_edition(fork: Path, name: str) -> None:
    """One clone under four addresses, whole and in part; what an earlier build had goes again."""
    case = CASES[name]
    git(fork, "remote", "set-url", "origin", case.remote)
    (fork / "site.toml").write_text(f'title = "Flames"\n[chapters]\n{case.chapters}\n')
    (fork / "CNAME").unlink(missing_ok=True)
    if case.cname:
        (fork / "CNAME").write_text(case.cname)
    done = built(fork, **case.variables)
    assert done.returncode == 0, done.stdout + done.stderr
    site = Site(fork / "_build" / "html", case.address)
    contents = edition.Contents(fork / "book", edition.read(fork, {}).tree(), "")
    assert sorted(site.pages) == sorted(f"{page}.html" for page in [*contents.pages(), "404", "search"])
    assert site.dead() == []
    follows_its_address(site)
    assert cited(site)["repository-code"] == case.repository
    for page, text in site.pages.items():
        others = re.findall(r'href="(https://(?:git\.|github\.com|colab|mybinder)[^"]*)"', text)
        ours = [
            link
            for link in others
            if case.repository in link or f"/{case.repository.split('/', 3)[-1]}/" in link
        ]
        assert others == ours, f"{page} leads to another repository"
        assert "someone" not in text.partition("</head>")[0] + text.partition("<footer")[2]
    chapter = site.pages["chapters/12-whose-majority.html"]
    branch = case.variables.get("GITHUB_REF_NAME", "seminar")
    edit = f'href="{case.repository}/edit/{branch}/book/chapters/12-whose-majority.ipynb"'
    assert (edit in chapter) is ("github.com" in case.repository)
    launch = case.variables.get("FIRSTFLAMES_LAUNCH", "")
    place = f"Some-Uni/Flames.2027/blob/{COMMIT}/chapters/12-whose-majority.ipynb"
    assert (f'href="https://colab.research.google.com/github/{place}"' in chapter) is bool(launch)
    assert (f"https://mybinder.org/v2/gh/Some-Uni/Flames.2027/{COMMIT}?" in chapter) is bool(launch)
    assert f"commit {cited(site)['commit'][:7]}" in chapter


CHOICE = """
title = "Flames & Votes"
subtitle = "Three chapters for a summer school."
institution = "Summer School <of Somewhere>"
weeks = [[1, 2], [10], [12, 7], [13]]
[chapters]
in = [1, 10, 12]
"""


@pytest.fixture(scope="module")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Three chapters under another name, from a zip inside somebody's own repository."""
    around = tmp_path_factory.mktemp("zip")
    git(around, "init", "--quiet")
    git(around, "remote", "add", "origin", "https://github.com/someone/dotfiles")
    root = copied(around / "first-flames-main")
    (root / "site.toml").write_text(CHOICE)
    # As if an earlier build had had more.
    old = root / "_build" / "html" / "chapters" / "02-peoples-of-an-empire.html"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    done = built(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return Site(root / "_build" / "html", "")


def test_a_zip_without_git_names_no_repository_and_no_address(zipped: Site) -> None:
    assert zipped.dead() == []
    for page, text in zipped.pages.items():
        assert not re.search(r"github\.com|colab\.research|mybinder\.org|dotfiles|, commit ", text), page
        assert canonical(zipped, page) == ""
        assert "og:url" not in text
    assert not (zipped.folder / "sitemap.xml").exists()
    assert not (zipped.folder / "robots.txt").exists()
    assert not {"url", "commit", "repository-code"} & set(cited(zipped))


def test_what_is_left_out_is_nowhere_linked(zipped: Site) -> None:
    kept = {f"chapters/{name}.html" for name in ("01-reading-a-partisans-history", "12-whose-majority")}
    kept.add("chapters/10-thirty-six-million-ballots.html")
    assert {page for page in zipped.pages if page.startswith("chapters/")} == kept
    assert "primer/before-october.html" in zipped.pages, "it goes with chapter 1"
    index = (zipped.folder / "searchindex.js").read_text("utf-8")
    assert "chapters/12-whose-majority" in index
    assert "chapters/11-" not in index
    assert "Sychevka" not in "".join(zipped.pages[page] for page in kept)
    assert not list(zipped.folder.glob("_sources/chapters/11-*"))
    charts = {path.name.split(".")[0] for path in zipped.folder.glob("_static/firstflames/pictures/*")}
    assert "whose-bloc" in charts
    assert "soldiers-and-neighbours" not in charts
    assert "soldiers-and-neighbours" not in zipped.pages["reference/ledger.html"]
    assert "chapter 12" in zipped.pages["reference/people.html"]
    assert "chapter 11" not in zipped.pages["reference/people.html"]
    progress = re.findall(r'data-quiz="(\d\d)-', zipped.pages["reference/progress.html"])
    assert progress == ["01", "10", "12"]


def test_links_to_what_is_left_out_are_words_that_say_so(zipped: Site) -> None:
    text = re.sub(r"<[^>]+>", "", zipped.pages["chapters/10-thirty-six-million-ballots.html"])
    assert text.count("(not in this edition)") == 2
    assert "not in this edition" not in zipped.pages["chapters/12-whose-majority.html"]
    exercises = unescape(re.sub(r"<[^>]+>", "", zipped.pages["exercises.html"]))
    assert "Chapters: 10, Thirty-six million ballots, of some forty-six; 11," in exercises
    assert "11, Capitals, fronts, regions (not in this edition); 12, Whose majority?" in exercises


def test_the_title_page_is_the_editions(zipped: Site) -> None:
    page = zipped.pages["index.html"]
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert "<title>Flames &amp; Votes</title>" in page
    assert re.search(r"<h1>Flames &amp; Votes\b", page)
    assert "Three chapters for a summer school." in words
    assert "one chapter of history, re-computed." not in words.split("Contents")[-1]
    assert "Summer School <of Somewhere>" in words
    assert "The fifth of January" not in words, "a group without chapters"
    assert "Who obeyed, and who fought" not in words
    assert "In 3 weeks" in words
    assert re.search(
        r"Week 1: chapter 1, Reading a partisan.s history Week 2: chapter 10, Thirty", words
    )
    assert "Week 3: chapter 12, Whose majority?" in words
    assert "leaves out some chapters of the course, by number: 2, Peoples of an empire; 3," in words
    assert "First Flames" not in re.sub(r"(?s)<article>.*?</article>", "", page).replace(
        "First Flames: votes, seats",
        "",  # the words of the picture that stands for a link
    )
    assert cited(zipped)["title"].startswith("Flames & Votes: an edition of First Flames")


# What is told of bad input -------------------------------------------------------------------------


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """What is read before a build starts: contents, choices, and the names of the pages."""
    for name in ("site.toml", "_toc.yml", "_config.yml", "CITATION.cff"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=BUILT)
    for page in edition.Contents.read(ROOT / "_toc.yml", ROOT / "book").pages():
        here = next(path for path in (ROOT / "book").glob(f"{page}.*") if path.suffix != ".toml")
        there = tmp_path / "book" / here.relative_to(ROOT / "book")
        there.parent.mkdir(parents=True, exist_ok=True)
        empty = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
        there.write_text(json.dumps(empty) if there.suffix == ".ipynb" else f"# {page}\n")
    return tmp_path


FAULTS = {
    'titel = "Flames"\n': r"site\.toml, line 1: the file has the unknown key 'titel'; expected one",
    'title = ""\n': r"site\.toml, line 1: there is no title; expected a title\. Write title",
    "title = 3\n": r"site\.toml, line 1: title is 3; expected words in quotes",
    'title = "A\n': r"site\.toml: this is not TOML \(.*line 1.*\); expected TOML in UTF-8",
    'title = "A"\nsubtitle = """a\nb"""': r"line 2: subtitle has several lines; expected one line",
    'title = "A"\nweeks = 13\n': r"site\.toml, line 2: weeks is 13; expected a list of weeks",
    'title = "A"\nweeks = [[1], [99]]\n': r"line 2: week 2 names chapter 99, which _toc\.yml does not",
    'title = "A"\nweeks = [["1"]]\n': r"line 2: week 1 is \['1'\]; expected a list of chapters by",
    'title = "A"\nweeks = [[1], [1]]\n': r"line 2: chapter 1 stands twice; expected each chapter in one",
    'title = "A"\nchapters = [1]\n': r"line 2: chapters is \[1\]; expected a table with in or out",
    'title = "A"\n[chapters]\nonly = [1]\n': r"line 3: \[chapters\] has the unknown key 'only'",
    'title = "A"\n[chapters]\nin = [1]\nout = [2]\n': r"line 2: \[chapters\] has both in and out",
    'title = "A"\n[chapters]\nin = [true]\n': r"line 3: in is \[True\]; expected a list of chapters",
    'title = "A"\n[chapters]\nin = []\n': r"line 3: no chapter is left; expected one at least",
    'title = "A"\n[chapters]\nout = [77]\n': r"line 3: out names chapter 77, which _toc\.yml does not",
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_in_site_toml_is_one_sentence(sources: Path, text: str) -> None:
    (sources / "site.toml").write_text(text)
    with pytest.raises(ExtensionError, match=FAULTS[text]) as said:
        edition.read(sources, {})
    assert "\n" not in str(said.value)


@pytest.mark.parametrize("form", ["in = [1, 10]", "out = [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15]"])
def test_chapters_are_chosen_either_way(sources: Path, form: str) -> None:
    (sources / "site.toml").write_text(f'title = "A"\n[chapters]\n{form}\n')
    tree = edition.read(sources, {}).tree()
    kept = edition.Contents(sources / "book", tree, "").chapters
    assert {1, 10} <= set(kept)
    assert not {2, 9, 11, 15} & set(kept)


def broken(root: Path, fault: str) -> str:
    """Break the sources in one way; what has to be said of it."""
    contents = root / "_toc.yml"
    chapter = "chapters/10-thirty-six-million-ballots"
    text = contents.read_text("utf-8")
    line = text[: text.index(chapter)].count("\n") + 1
    if fault == "site.toml":
        (root / "site.toml").write_text('title = "A"\nauthors = "B"\n')
        return "site.toml, line 2: the file has the unknown key 'authors'; expected one of"
    if fault == "no site.toml":
        (root / "site.toml").unlink()
        return "site.toml: there is no such file; expected the choices of this edition."
    if fault == "_toc.yml":
        contents.write_text(text.replace(chapter, "chapters/10-ballots"))
        return f"_toc.yml, line {line}: the page 'chapters/10-ballots' is not in the folder book/;"
    if fault == "no YAML":
        contents.write_text(text.replace("root: index", "root: [index"))
        return "_toc.yml: this is not YAML ("
    if fault == "no root":
        contents.write_text("[]")
        return "_toc.yml: no root; expected root: index."
    notebook = root / "book" / f"{chapter}.ipynb"
    if fault == "no JSON":
        notebook.write_text('{"cells": [')
        return f"book/{chapter}.ipynb: the notebook cannot be read ("
    if fault == "no notebook":
        notebook.write_text('{"cells": "gone"}')
        return f"book/{chapter}.ipynb: the file is no notebook (nbformat None"
    (root / "CNAME").write_text("https://example.org/course\n")
    return "CNAME, line 1: found 'https://example.org/course'; expected a domain"


KINDS = (
    "site.toml",
    "no site.toml",
    "_toc.yml",
    "no YAML",
    "no root",
    "no JSON",
    "no notebook",
    "CNAME",
)


@pytest.mark.parametrize("fault", KINDS)
def test_bad_input_stops_the_build_with_a_sentence_and_a_status(
    sources: Path, fault: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = broken(sources, fault)
    status, said = told(sources, monkeypatch, capsys)
    assert status == 1
    assert said.startswith(expected), said
    assert said.count("\n") == 1
    assert not (sources / "_build").exists(), "it starts nothing"


def test_make_sees_the_status(sources: Path) -> None:
    (sources / "site.toml").write_text("title = 1\n")
    done = built(sources)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("FIRSTFLAMES_ADDRESS", "example.org/course"), ("FIRSTFLAMES_LAUNCH", "main")],
)
def test_a_variable_that_means_nothing_is_refused(sources: Path, name: str, value: str) -> None:
    with pytest.raises(ExtensionError, match=rf"^{name}: found '{value}'; expected .*leave it out\.$"):
        edition.read(sources, {name: value})


@pytest.mark.parametrize(
    ("remote", "page"),
    {
        "git@github.com:owner/name.git": "https://github.com/owner/name",
        "ssh://git@github.com:22/owner/name.git": "https://github.com/owner/name",
        "https://user:token@github.com/owner/name/": "https://github.com/owner/name",
        "https://git.example.org:8443/group/below/name.git": "https://git.example.org:8443/group/below/name",
        "../elsewhere/name.git": "",
        "C:\\courses\\name": "",
        "file:///srv/git/name.git": "",
        "": "",
    }.items(),
)
def test_the_page_of_a_remote(remote: str, page: str) -> None:
    assert web_address(remote) == page


def test_a_pull_request_is_edited_where_it_goes_and_a_tag_nowhere(sources: Path) -> None:
    runner = {"GITHUB_REPOSITORY": "a/b", "GITHUB_SHA": COMMIT}
    asked = runner | {"GITHUB_REF_NAME": "7/merge", "GITHUB_BASE_REF": "main"}
    assert edition.checkout(sources, asked).branch == "main"
    tagged = runner | {"GITHUB_REF_NAME": "v1.0.0", "GITHUB_REF_TYPE": "tag"}
    assert edition.checkout(sources, tagged).branch == ""
    elsewhere = runner | {"GITHUB_REF_NAME": "main", "GITHUB_SERVER_URL": "https://git.example.org"}
    found = edition.checkout(sources, elsewhere)
    assert (found.repository, found.branch, found.address, found.on_github) == (
        *("https://git.example.org/a/b", "main", "", ""),
    )


def test_the_title_page_has_the_lines_that_an_edition_changes() -> None:
    """The notebook stands as the course's own; whatever a fork's site.toml says, no test minds."""
    words = "".join(json.loads((ROOT / "book/index.ipynb").read_text("utf-8"))["cells"][0]["source"])
    assert re.match(rf"# {build.COURSE}\n\n\*\*[^*\n]+\*\*\n\n", words)
    assert edition.read(ROOT, {}).choice.title
