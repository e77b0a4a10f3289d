"""What the audit is made of: named checks, their rows, and the table that grows with every row.

A row is written as soon as it is known, so that an audit that is stopped has lost one row at most and
goes on where it stopped. A check that cannot be made on this machine says so; one that breaks is a
failure in its own row and keeps no other from being made.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSED, FAILED, NOT_RUN, MEASURED = "passed", "FAILED", "not run", "measured"
#: What is asked, what came of it (one of the four above), and the figures or the reason.
Row = tuple[str, str, str]
LONGEST_DETAIL = 1_500  # letters; what does not fit is counted


class NotRunError(Exception):
    """A check cannot be made on this machine; the message is the reason, in words."""


@dataclass(frozen=True)
class Check:
    """One part of the audit, by the name it is asked for with; ``rows`` makes it."""

    name: str
    rows: Callable[[], Iterable[Row]]

    def is_asked_for(self, names: Iterable[str]) -> bool:
        """Whether one of ``names`` is this check or the group it belongs to (``live`` of ``live/a``)."""
        return any(self.name == name or self.name.startswith(f"{name}/") for name in names)


def verdict(faults: list[str], sound: str) -> tuple[str, str]:
    """Result and detail: passed with the words ``sound``, or FAILED with the faults, long lists cut."""
    if not faults:
        return PASSED, sound
    shown: list[str] = []
    for fault in faults:
        if shown and sum(map(len, shown)) + len(fault) > LONGEST_DETAIL:
            break
        shown.append(fault)
    more = f"; and {len(faults) - len(shown)} more" if len(shown) < len(faults) else ""
    return FAILED, "; ".join(shown)[:LONGEST_DETAIL] + more


def made(check: Check) -> Iterator[Row]:
    """The rows of a check; whatever breaks in it becomes its last row."""
    try:
        yield from check.rows()
    except NotRunError as reason:
        yield check.name, NOT_RUN, str(reason)
    except Exception as error:  # a check that breaks has to cost no other
        said = " ".join(str(error).split())[:300]
        yield check.name, FAILED, f"the check itself broke: {type(error).__name__}: {said}"


class Report:
    """The table of one commit, kept in ``folder``: as Markdown for readers, as JSON to go on from."""

    def __init__(self, folder: Path, commit: str, date: str) -> None:
        self.path = folder / f"{commit}.json"
        self._state: dict[str, Any] = {"commit": commit, "date": date, "checks": {}}
        if self.path.is_file():
            self._state = json.loads(self.path.read_text(encoding="utf-8"))
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def table(self) -> Path:
        """The file of the table, by the day on which it was begun."""
        return self.path.with_name(f"{self._state['date']}-{self._state['commit']}.md")

    def is_done(self, check: Check) -> bool:
        """Whether the check ran to its end and did not fail."""
        kept = self._state["checks"].get(check.name, {})
        return bool(kept.get("done")) and FAILED not in {row[1] for row in kept["rows"]}

    def make(self, check: Check, order: Iterable[str]) -> bool:
        """Make the check and write each row as it ends; whether none failed.

        ``order`` has the names of all checks of the audit, as they are to stand in the table.
        """
        kept: dict[str, Any] = {"rows": [], "seconds": 0, "done": False}
        self._state["checks"][check.name] = kept
        start = time.monotonic()
        for row in made(check):
            print(" | ".join(row), flush=True)
            kept["rows"].append(row)
            kept["seconds"] = round(time.monotonic() - start)
            self.write(order)
        kept["seconds"], kept["done"] = round(time.monotonic() - start), True
        self.write(order)
        return FAILED not in {result for _, result, _ in kept["rows"]}

    def write(self, order: Iterable[str]) -> None:
        """Write the table and what it is made from."""
        commit, date, checks = (self._state[key] for key in ("commit", "date", "checks"))
        lines = [f"# Audit, {date}, commit {commit}", "", "| check | result | detail |", "|---|---|---|"]
        for name in order:
            rows = checks.get(name, {}).get("rows") or [(name, NOT_RUN, "not asked for")]
            lines += [f"| {' | '.join(_cell(text) for text in row)} |" for row in rows]
        took = [f"{name} {kept['seconds']} s" for name, kept in checks.items()]
        stopped = [name for name, kept in checks.items() if not kept["done"]]
        lines += ["", f"Time: {', '.join(took)}."]
        lines += [f"Stopped before its end: {', '.join(stopped)}."] if stopped else []
        self.table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.path.write_text(json.dumps(self._state, indent=1), encoding="utf-8")

    def results(self) -> list[str]:
        """The result of every row that there is."""
        return [row[1] for kept in self._state["checks"].values() for row in kept["rows"]]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
