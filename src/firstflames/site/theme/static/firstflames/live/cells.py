"""Runs the cells of a page in the reader's browser, one after another, in one namespace.

Loaded by ``run-worker.js`` into Pyodide; needs nothing but Python, so that tests run it anywhere.
"""

from __future__ import annotations

import ast
import json
import linecache
import sys
import traceback
import types
from collections.abc import Callable, Mapping
from typing import Any

Emit = Callable[[str], object]
PLOTLY_MIME = "application/vnd.plotly.v1+json"
SILENT = (
    "application/papermill.record/"  # figures glued for the prose, which holds those of the stored run
)


class Shell:
    """One namespace. ``emit`` takes each output as JSON: ``kind`` and ``data``.

    Kinds are ``html``, ``text``, ``chart`` (a plotly figure) and ``error`` (Python's own message).
    """

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.names: dict[str, Any] = {"__name__": "__main__"}
        _stand_in_for_ipython(self.display)

    def run(self, source: str, number: int) -> bool:
        """Run a cell and show what its last line gives; False when it ended in an error."""
        name = f"<cell {number}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        try:
            tree = ast.parse(source, name)
            last = tree.body[-1] if tree.body else None
            if isinstance(last, ast.Expr):
                tree.body.pop()
            exec(compile(tree, name, "exec"), self.names)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), name, "eval"), self.names)
                # As in a notebook: a semicolon at the end keeps the value to itself.
                if value is not None and not source.rstrip().endswith(";"):
                    self.display(value)
        except (
            BaseException
        ) as error:  # SystemExit and KeyboardInterrupt end a cell, not the page's Python
            self._send("error", _told(error))
            return False
        return True

    def display(self, *values: Any, raw: bool = False, **_: Any) -> None:
        """Show values as a notebook would; ``raw`` ones are bundles of MIME types already."""
        for value in values:
            self._show(value if raw else _bundle(value))

    def _show(self, bundle: Mapping[str, Any]) -> None:
        if PLOTLY_MIME in bundle:
            figure = bundle[PLOTLY_MIME]
            self._send("chart", figure if isinstance(figure, str) else json.dumps(figure))
        elif "text/html" in bundle:
            self._send("html", bundle["text/html"])
        elif not any(kind.startswith(SILENT) for kind in bundle):
            self._send("text", str(bundle.get("text/plain", "")))

    def _send(self, kind: str, data: str) -> None:
        self._emit(json.dumps({"kind": kind, "data": data}))


def _bundle(value: Any) -> dict[str, Any]:
    """The value in the richest form that the page can show."""
    if hasattr(value, "to_plotly_json") and hasattr(value, "to_json"):
        return {PLOTLY_MIME: value.to_json()}
    to_html = getattr(value, "_repr_html_", None)
    html = to_html() if callable(to_html) else None
    return {"text/plain": repr(value)} if html is None else {"text/html": html}


def _told(error: BaseException) -> str:
    """Python's message, without the lines of this file."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames)).rstrip()


def _stand_in_for_ipython(display: Callable[..., None]) -> None:
    """The two names that the course's library and plotly ask IPython for, when it is not there."""
    if "IPython" in sys.modules:
        return
    package, module = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    vars(module)["display"] = display
    vars(package).update(display=module, get_ipython=lambda: None)
    sys.modules |= {"IPython": package, "IPython.display": module}
