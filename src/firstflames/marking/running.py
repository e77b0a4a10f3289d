"""A whole run: finds the files, shares them among workers, and keeps each row as it is found.

The process that supervises reads nothing of a submission. A worker that dies or hangs costs no more than
what was left to do of its one file.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firstflames.marking import judging, reading, sandbox
from firstflames.marking.journal import Journal, key, listing, replace, rows, write_run
from firstflames.marking.sources import Sheet
from firstflames.marking.worker import CRASHED, NOT_ISOLATED, Row, Task, empty_row

#: Seconds that a worker may take to read a file and to check its answers.
CHECKING = 60
LEFT_OUT = ("__MACOSX",)


def find(folder: Path) -> list[str]:
    """Every file below ``folder``, as paths relative to it, in order; links are listed, not followed.

    Hidden files and folders (``.DS_Store``, ``.ipynb_checkpoints``) are none that a student handed in.
    """
    found: list[str] = []
    waiting = [""]
    while waiting:  # os.walk calls itself for each folder in a folder, and there can be a thousand
        below = waiting.pop()
        try:
            with os.scandir(folder / below) as entries:
                for entry in entries:
                    name = f"{below}/{entry.name}" if below else entry.name
                    if not _hidden(entry.name):
                        whole = entry.is_dir(follow_symlinks=False)
                        (waiting if whole else found).append(name)
        except OSError:
            found.append(below)  # a folder that cannot be opened is not passed over in silence
    return sorted(found)


def _hidden(name: str) -> bool:
    return name.startswith(".") or name in LEFT_OUT


@dataclass(frozen=True)
class Part:
    """One of several parts of a folder: the first of four is ``1/4``."""

    number: int = 1
    of: int = 1

    def files(self, files: Sequence[str]) -> list[str]:
        """The files of this part: every ``of``-th."""
        return list(itertools.islice(files, self.number - 1, None, self.of))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


class Worker:
    """One worker process, started anew when it dies; marks a file at a time."""

    def __init__(self, task: Task, slot: int) -> None:
        self._task, self._slot = task, slot
        self._process: subprocess.Popen[bytes] | None = None

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "firstflames.marking.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdin is not None
        process.stdin.write(self._task.to_json().encode() + b"\n")
        process.stdin.flush()
        return process

    def stop(self) -> None:
        """End the process, and with it the submission that it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            self._process = None

    def mark(self, file: str) -> Row:
        """The row of one file, whatever happens to the process."""
        row: Row = empty_row(file, self._task.isolation) | {"status": CRASHED}
        start = time.monotonic()
        deadline = start + sandbox.START + self._task.limits.seconds + CHECKING
        try:
            if self._process is None or self._process.poll() is not None:
                self.stop()
                self._process = self._start()
            assert self._process.stdin is not None
            order = json.dumps({"file": file, "slot": self._slot}).encode() + b"\n"
            self._process.stdin.write(order)
            self._process.stdin.flush()
            for told in self._lines(self._process, deadline):
                row = told["row"]
                if told["kind"] == "row":
                    return dict(row)
            why = "did not come to an end"
        except Exception:  # a thread that ends would leave the run waiting for its row
            why = "could not be reached"
        self.stop()
        return _broken(row, why, time.monotonic() - start)

    @staticmethod
    def _lines(process: subprocess.Popen[bytes], deadline: float) -> Iterator[dict[str, Any]]:
        assert process.stdout is not None
        waiting = b""
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while (left := deadline - time.monotonic()) > 0:
                if not selector.select(left):
                    return
                chunk = os.read(process.stdout.fileno(), 1 << 20)
                if not chunk:
                    return
                *lines, waiting = (waiting + chunk).split(b"\n")
                yield from (json.loads(line) for line in lines)


def _broken(row: Row, why: str, seconds: float) -> Row:
    """The row of a file at which the marker's own process ended: what was found out still counts."""
    notes = [*row["notes"], f"The marker's own process {why} at this file: look at it by hand."]
    for question in row["questions"]:
        if question["verdict"] == judging.NOT_REACHED:
            question["says"] = "The check of this question, or of one before it, did not come to an end."
    return row | {"status": CRASHED, "notes": notes, "seconds": round(seconds, 2)}


def run(
    task: Task,
    known: Mapping[str, Sheet],
    out: Path,
    part: Part,
    workers: int,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> list[Row]:
    """Mark the files of ``part`` that ``out`` has no row of yet; all rows of the part, in order.

    ``progress`` hears how many are done, of how many.
    """
    files = find(task.submissions)
    mine = part.files(files)
    about = {"key": key(task, known), "part": str(part), "files": len(files), "list": listing(files)}
    out.mkdir(parents=True, exist_ok=True)
    write_run(out, about | {"variant": task.variant, "isolation": task.isolation})
    kept = {row["file"]: row for row in rows(out) if row.get("key") == about["key"]}
    digests = {file: reading.digest(task.submissions / file) for file in mine}
    done = {
        file: kept[file]
        for file in mine
        if file in kept and kept[file]["sha256"] == digests[file] and not _again(kept[file], task)
    }
    waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    left = [file for file in mine if file not in done]
    progress(len(done), len(mine))
    with Journal(out) as journal:
        found: queue.SimpleQueue[Row] = queue.SimpleQueue()
        crew = [Worker(task, slot) for slot in range(max(1, min(workers, len(left))))]
        for file in [*left, *[None] * len(crew)]:
            waiting.put(file)
        threads = [threading.Thread(target=_work, args=(worker, waiting, found)) for worker in crew]
        for thread in threads:
            thread.daemon = True  # Ctrl-C ends the run at once; the workers end with it
            thread.start()
        for _ in left:
            row = found.get() | {"key": about["key"]}
            row["sha256"] = digests[row["file"]]
            journal.add(row)
            done[row["file"]] = row
            progress(len(done), len(mine))
        for thread in threads:
            thread.join()
    found_all = [done[file] for file in mine]
    replace(out, found_all)
    return found_all


def _again(row: Row, task: Task) -> bool:
    """Whether a row was made under another isolation, or says that the isolation did not start."""
    unlike: bool = row["isolation"] != task.isolation
    return unlike or (row["status"] == NOT_ISOLATED and sandbox.Isolation(task.isolation).isolated)


def _work(worker: Worker, waiting: queue.SimpleQueue[str | None], found: queue.SimpleQueue[Row]) -> None:
    try:
        while (file := waiting.get()) is not None:
            found.put(worker.mark(file))
    finally:
        worker.stop()
