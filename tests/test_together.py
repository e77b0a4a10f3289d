"""Reading together: nothing of Hypothesis without consent, nothing at all when it is off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import serve
import yaml
from conftest import ROOT, soup, sphinx
from visiting import Visit

CONF = """
extensions = ["myst_nb", "sphinx_comments", "firstflames.site"]
nb_execution_mode = "off"
html_theme = "firstflames"
exclude_patterns = ["out*", "jupyter_execute"]
comments_config = {settings!r}
"""
#: What the service's program is here: it says that it ran.
FAKE = "document.documentElement.dataset.annotated = 'yes';"


def build(folder: Path, **settings: Any) -> Any:
    source = folder / "book"
    source.mkdir()
    (source / "conf.py").write_text(CONF.format(settings=settings))
    (source / "index.md").write_text("# Title\n\n```{toctree}\npage\n```\n")
    (source / "page.md").write_text("# Page\n\nA page with something to note in its margin.\n")
    return sphinx(source, folder / "out")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A book with annotations turned on, served."""
    folder = tmp_path_factory.mktemp("together")
    done = build(folder, hypothesis=True)
    assert done.returncode == 0, done.stderr
    with serve.serving(folder / "out") as where:
        yield where


def test_the_line_of_the_configuration_is_off_and_is_the_one_that_turns_it_on() -> None:
    text = (ROOT / "_config.yml").read_text(encoding="utf-8")
    assert "comments" not in yaml.safe_load(text)["html"]
    on = yaml.safe_load(text.replace("# comments:", "comments:"))
    assert on["html"]["comments"] == {"hypothesis": True}


def test_when_it_is_off_no_page_knows_of_it(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = soup(path)
        assert not page.select(".together, script[src*=together], script[src*='hypothes.is']"), path


def test_no_page_loads_it_by_itself(tmp_path: Path) -> None:
    assert build(tmp_path, hypothesis=True).returncode == 0
    for name in ("index.html", "page.html", "search.html", "404.html"):
        page = soup(tmp_path / "out" / name)
        assert not page.select("[src*='hypothes.is'], [href*='hypothes.is']"), name
        assert bool(page.select_one(".together")) is (name in {"index.html", "page.html"})


@pytest.mark.parametrize("other", ["utterances", "dokieli"])
def test_a_service_that_would_not_ask_is_refused(tmp_path: Path, other: str) -> None:
    done = build(tmp_path, **{other: {"repo": "a/b"}})
    assert done.returncode != 0
    assert f"html: comments: found '{other}'; expected hypothesis: true, or nothing." in done.stderr


@pytest.mark.browser
def test_it_is_loaded_after_consent_remembered_and_taken_back(chromium: Any, shared: str) -> None:
    with Visit(chromium, "about:blank") as visit:
        page = visit.page
        page.route(
            "https://hypothes.is/**",
            lambda route: route.fulfill(body=FAKE, content_type="text/javascript"),
        )
        annotated = "document.documentElement.dataset.annotated"

        def elsewhere() -> list[str]:
            return [url for url in visit.asked if not url.startswith((shared, "about:"))]

        page.goto(f"{shared}page.html")
        visit.scroll_through()
        page.mouse.move(400, 400)
        assert elsewhere() == [], "asked before the reader has agreed"
        assert visit.axe() == []
        box = page.locator(".together")
        assert "hypothes.is" in box.inner_text() and "address" in box.inner_text()
        box.get_by_role("button", name="Load annotations").focus()
        page.keyboard.press("Enter")
        page.wait_for_function(f"{annotated} === 'yes'")
        assert elsewhere() == ["https://hypothes.is/embed.js"]
        assert page.evaluate("document.activeElement.textContent") == "Stop, and ask me again"
        assert "are loaded" in box.get_by_role("status").inner_text()
        assert visit.axe() == []

        page.wait_for_load_state("networkidle")  # leaving would end what is on its way, its icon last
        page.goto(f"{shared}index.html")
        page.wait_for_function(f"{annotated} === 'yes'")
        assert len(elsewhere()) == 2, "the consent holds on the next page"

        page.wait_for_load_state("networkidle")
        page.locator(".together-stop").click()
        page.wait_for_function(f"document.readyState === 'complete' && !{annotated}")
        page.wait_for_load_state("networkidle")
        page.goto(f"{shared}page.html")
        visit.scroll_through()
        assert len(elsewhere()) == 2, "asked after the consent was taken back"
        assert page.locator(".together-load").is_visible()
        assert page.evaluate("localStorage.length") == 0
        assert visit.said == []


@pytest.mark.browser
def test_a_service_out_of_reach_is_said(chromium: Any, shared: str) -> None:
    with Visit(chromium, f"{shared}page.html", "phone", "dark") as visit:
        visit.page.route("https://hypothes.is/**", lambda route: route.abort())
        visit.page.locator(".together-load").click()
        visit.page.wait_for_selector("text=could not be reached")
        assert visit.page.locator(".together-load").is_visible()


@pytest.mark.browser
def test_without_javascript_there_is_nothing_to_press(chromium: Any, shared: str) -> None:
    with Visit(chromium, f"{shared}page.html", java_script_enabled=False) as visit:
        assert not visit.page.locator(".together").is_visible()
        assert [url for url in visit.asked if not url.startswith(shared)] == []
