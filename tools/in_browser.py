"""A notebook of JupyterLite in a browser, used as a student uses it."""

from __future__ import annotations

import json
import time
from typing import Any, Self


class Notebook:
    """A notebook, opened in a window of its own; ``asked`` has every address that the window asked for.

    ``patience`` is how long to wait for Python, for a cell or for the notebook itself, in seconds;
    ``away`` begins addresses that cannot be reached.
    """

    def __init__(
        self, chromium: Any, address: str, name: str, patience: float = 60, away: str = ""
    ) -> None:
        self.context = chromium.new_context(
            viewport={"width": 1280, "height": 800}, accept_downloads=True
        )
        self.asked: list[str] = []
        self.context.on("request", lambda request: self.asked.append(request.url))
        if away:
            self.context.route(f"{away}**", lambda route: route.abort())
        self.patience = patience
        self.page = self.context.new_page()
        self.page.set_default_timeout(1_000 * patience)
        self.address = f"{address}lab/index.html?path={name}"
        self.page.goto(self.address)
        self._enter()

    def _enter(self) -> None:
        """Put the cursor into the notebook, until the window takes it for the one in use.

        Only then do the menus and the bar at the foot speak of it. Raises TimeoutError.
        """
        cell = self.page.locator(".jp-CodeCell .cm-content").first
        cell.wait_for()
        end = time.monotonic() + self.patience
        while not self.page.locator("#jp-main-statusbar", has_text=" | ").count():
            if time.monotonic() > end:
                raise TimeoutError(f"the notebook cannot be entered in {self.patience:.0f} s")
            cell.focus()
            self.page.wait_for_timeout(200)

    def come_back(self) -> None:
        """Leave, and open the notebook by its link again, as a student does who comes back.

        Loaded again without the link, the window opens what it noted last; it notes that late.
        """
        self.page.goto("about:blank")
        self.page.goto(self.address)
        self._enter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def until_idle(self) -> None:
        """Wait until Python is there and does nothing."""
        self.page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()

    def choose(self, menu: str, item: str) -> None:
        """Choose from the menu bar; ``item`` begins the entry's name."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
        entry = self.page.locator(".lm-Menu-item:visible .lm-Menu-itemLabel", has_text=item).first
        entry.click()

    def edit(self, code: str) -> Any:
        """Put the cursor into the first cell that holds this code.

        Not by a click: a notebook still moves while it is read, and a click may fall beside the cell.
        """
        cell = self.page.locator(".jp-CodeCell .cm-content", has_text=code).first
        cell.focus()
        return cell

    def elsewhere(self) -> set[str]:
        """The addresses asked for that are neither the site's nor inside the window."""
        here = "/".join(self.page.url.split("/")[:3])
        return {url for url in self.asked if not url.startswith((here, "blob:", "data:"))}

    def save(self) -> None:
        """Save by keyboard, and wait until the window has nothing unsaved."""
        self.page.keyboard.press("Control+s")
        self.page.wait_for_function("!document.querySelector('.jp-mod-dirty')")

    def downloaded(self) -> dict[str, Any]:
        """The notebook as a student would hand it in."""
        with self.page.expect_download() as download:
            self.choose("File", "Download")
        read: dict[str, Any] = json.loads(download.value.path().read_text(encoding="utf-8"))
        return read

    def run_all(self) -> dict[str, Any]:
        """Run all cells; the notebook once the last has run or one has ended in an error.

        Raises TimeoutError when it takes longer than ``patience``.
        """
        self.until_idle()
        self.choose("Run", "Run All Cells")
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            self.until_idle()
            notebook = self.downloaded()
            code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
            if errors(notebook) or (code and code[-1]["execution_count"]):
                return notebook
            self.page.wait_for_timeout(500)
        raise TimeoutError(f"the cells did not come to an end in {self.patience:.0f} s")


def errors(notebook: dict[str, Any]) -> list[str]:
    """What went wrong, one line for each cell: its id, the error and what it says."""
    return [
        f"{cell['id']}: {output['ename']}: {output['evalue']}"
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]


def shown(notebook: dict[str, Any], cell_id: str) -> list[dict[str, Any]]:
    """What the cell gave: of each output its data by media type; printed text as text/plain.

    The kernel gives an output without data after what shows itself; that is left out.
    """
    [cell] = [cell for cell in notebook["cells"] if cell["id"] == cell_id]
    every = [output.get("data") or {"text/plain": output.get("text", "")} for output in cell["outputs"]]
    return [data for data in every if any(data.values())]
