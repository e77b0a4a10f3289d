"""Shutting a submission away: bubblewrap, or else podman or docker, each tried out before it is trusted.

The process sees the interpreter, the installed library with its data, and an empty folder for its own
files: no network, no environment, no other process, no file of the course or of other students.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import firstflames
from firstflames.marking import plain
from firstflames.marking.limits import Limits

#: Seconds that the interpreter and pandas may take before the first line of the student runs.
START = 60
#: Bytes that are read of what a process says; what says more is stopped.
MOST = 40_000_000
#: Room in the process's own /tmp.
SCRATCH = 64_000_000
#: As root each worker's process is a user of its own, so that processes are counted by worker.
FIRST_USER = 610_000
EMPTY_IMAGE = "firstflames-empty"
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "OPENBLAS_NUM_THREADS": "1",  # each thread would count as memory
    "OMP_NUM_THREADS": "1",
    "PLOTLY_RENDERER": "json",
}
REMEDY = (
    "Submissions are not run without isolation, since any of them could read the solutions, change "
    "marks or delete files. On Debian and Ubuntu, 'sudo apt install bubblewrap' is enough; Ubuntu "
    "24.04 needs a profile as well (exercises/marking.md); elsewhere on Linux, install bubblewrap or "
    "podman; on Windows, use WSL. If you trust every student and every file, --trust runs them."
)


class NoIsolationError(RuntimeError):
    """No isolation works on this machine; the message says what was tried, and what to do."""


@dataclass(frozen=True)
class Outcome:
    """How a process ended (end, timeout, gone, flood, no start), and the seconds of its own."""

    how: str
    seconds: float
    detail: str = ""


def _places() -> list[Path]:
    """The folders that the interpreter and the library need, each once and as they are."""
    library = Path(firstflames.__file__).resolve().parent
    data = Path(str(files("firstflames.data")))
    wanted = [Path(sys.base_prefix), Path(sys.prefix), library, data]
    return list(dict.fromkeys(path.absolute() for path in wanted))


def _processes() -> int:
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    return 4_096 if hard == resource.RLIM_INFINITY else min(hard, 4_096)


def _python() -> list[str]:
    return [sys.executable, "-I", "-B", "-X", "utf8", "-m", "firstflames.marking.child"]


@dataclass(frozen=True)
class Isolation:
    """One way to run a process; ``hidden`` are folders that it must not see, wherever they are."""

    name: str
    hidden: Sequence[Path] = ()
    root: bool = field(default_factory=lambda: hasattr(os, "geteuid") and os.geteuid() == 0)

    @property
    def isolated(self) -> bool:
        """Whether the process is shut away at all."""
        return self.name != "none"

    def command(self, name: str, limits: Limits) -> list[str]:
        """The command that runs the child; ``name`` is the container's."""
        if self.name == "bubblewrap":
            return [*self._bubblewrap(), "--", *_python()]
        if self.isolated:
            return [*self._container(name, limits), EMPTY_IMAGE, *_python()]
        return _python()

    def user(self, slot: int) -> int | None:
        """The user that the process is to become, or None to stay what it is."""
        return FIRST_USER + slot if self.name == "bubblewrap" and self.root else None

    def _bubblewrap(self) -> list[str]:
        made = ["bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
        made += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
        if self.root:  # a real user of its own, rather than root in a namespace
            made += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        else:
            made += ["--unshare-user"]
        made += ["--ro-bind", "/usr", "/usr"]
        for path in map(Path, ("/bin", "/lib", "/lib64", "/sbin")):
            if path.is_symlink():
                made += ["--symlink", str(path.readlink()), str(path)]
            elif path.is_dir():
                made += ["--ro-bind", str(path), str(path)]
        for name in ("/etc/ld.so.cache", "/etc/localtime"):
            made += ["--ro-bind-try", name, name]
        for folder in self.hidden:
            if folder.is_relative_to("/usr"):
                made += ["--tmpfs", str(folder)]
        for place in _places():
            for parent in [*reversed(place.parents)][1:]:  # made for the owner alone otherwise
                made += ["--perms", "0755", "--dir", str(parent)]
            made += ["--ro-bind", str(place), str(place)]
        for folder in self.hidden:
            if any(folder.is_relative_to(place) for place in _places()):
                made += ["--tmpfs", str(folder)]
        # No /proc: it shows, and lets change, what the process beside it is.
        made += ["--dev", "/dev", "--remount-ro", "/dev"]
        made += ["--perms", "1777", "--size", str(SCRATCH), "--tmpfs", "/tmp", "--chdir", "/tmp"]
        made += ["--remount-ro", "/", "--clearenv"]
        for key, value in ENVIRONMENT.items():
            made += ["--setenv", key, value]
        return made

    def _container(self, name: str, limits: Limits) -> list[str]:
        made = [self.name, "run", "--rm", "-i", "--name", name, "--network", "none", "--read-only"]
        made += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--workdir", "/tmp"]
        made += ["--ulimit", f"nofile={limits.files}:{limits.files}"]
        made += ["--ulimit", f"nproc={_processes()}:{_processes()}"]  # podman asks for more than it may
        made += ["--pids-limit", str(limits.processes), "--memory", f"{limits.memory + 500}m"]
        made += ["--tmpfs", f"/tmp:rw,size={SCRATCH},mode=1777"]
        if self.root or self.name == "docker":  # elsewhere the container's root is the caller
            made += ["--user", str(FIRST_USER if self.root else os.getuid())]
        places = [Path("/usr"), Path("/etc/ld.so.cache"), *_places()]
        for place in places:
            made += ["--volume", f"{place}:{place}:ro"]
        for path in map(Path, ("/bin", "/lib", "/lib64")):
            if path.is_dir():
                made += ["--volume", f"{path.resolve()}:{path}:ro"]
        for folder in self.hidden:
            if any(folder.is_relative_to(place) for place in places):
                made += ["--tmpfs", f"{folder}:ro,size=4096"]
        for key, value in ENVIRONMENT.items():
            made += ["--env", f"{key}={value}"]
        return made

    def stop(self, process: subprocess.Popen[bytes], name: str) -> None:
        """End the process and all that it started, and wait for it."""
        if self.name in ("podman", "docker"):
            subprocess.run([self.name, "kill", name], capture_output=True, check=False)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, 9)
        process.kill()
        process.wait()


def _feed(process: subprocess.Popen[bytes], job: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.write(job)
    with contextlib.suppress(OSError):
        process.stdin.close()


def run(
    isolation: Isolation,
    work: Mapping[str, Any],
    limits: Limits,
    heard: Callable[[dict[str, Any]], None],
    slot: int = 0,
) -> Outcome:
    """Run ``work`` (setup and cells) and give each line that comes back to ``heard``, as JSON.

    Lines are taken as they come, unless they are no JSON. The clock of ``limits.seconds`` starts when
    the interpreter is ready.
    """
    user = isolation.user(slot)
    job = {**work, "limits": asdict(limits), "user": user}
    job["own_user"] = isolation.name == "bubblewrap"
    name = f"firstflames-{uuid.uuid4().hex[:12]}"
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin")}
    if not isolation.isolated:
        environment = ENVIRONMENT | environment
    elif isolation.name in ("podman", "docker"):
        environment = dict(os.environ)
    started = time.monotonic()
    try:
        process = subprocess.Popen(
            isolation.command(name, limits),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd="/" if isolation.isolated else None,
            start_new_session=True,
        )
    except OSError as error:
        return Outcome("no start", 0, str(error))
    threading.Thread(target=_feed, args=(process, json.dumps(job).encode() + b"\n"), daemon=True).start()
    try:
        return _listen(process, limits, heard, started)
    finally:
        isolation.stop(process, name)
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def _listen(
    process: subprocess.Popen[bytes],
    limits: Limits,
    heard: Callable[[dict[str, Any]], None],
    started: float,
) -> Outcome:
    assert process.stdout is not None
    assert process.stderr is not None
    ready: float | None = None
    waiting, said, total = b"", b"", 0
    with selectors.DefaultSelector() as selector:
        for pipe in (process.stdout, process.stderr):
            os.set_blocking(pipe.fileno(), False)
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            now = time.monotonic()
            spent = now - (ready if ready is not None else started)
            left = (START if ready is None else limits.seconds) - spent
            if left <= 0:
                how = "timeout" if ready is not None else "no start"
                return Outcome(how, spent, said.decode("utf-8", "replace")[-500:])
            for key, _ in selector.select(left):
                chunk = os.read(key.fd, 1 << 16)
                total += len(chunk)
                if not chunk:
                    selector.unregister(key.fileobj)
                elif total > MOST:
                    return Outcome("flood", spent)
                elif key.fileobj is process.stderr:
                    said = (said + chunk)[-2_000:]
                else:
                    waiting += chunk
                    *lines, waiting = waiting.split(b"\n")
                    if len(waiting) > plain.LINE:
                        return Outcome("flood", spent)
                    for line in lines:
                        told = _told(line)
                        if told is None:
                            continue
                        if told["kind"] == "hello" and ready is None:
                            ready = time.monotonic()
                        if told["kind"] == "end" and ready is not None:
                            return Outcome("end", time.monotonic() - ready)
                        heard(told)
    try:
        status = process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return Outcome("gone", time.monotonic() - (ready or started), "It closed every way to answer.")
    if ready is None:
        words = said.decode("utf-8", "replace").strip()[-500:]
        return Outcome("no start", 0, words or f"exit status {status}")
    code = status if status >= 0 else 128 - status
    by = f"signal {code - 128}" if code > 128 else f"exit status {code}"
    return Outcome("gone", time.monotonic() - ready, f"It ended with {by}.")


def _told(line: bytes) -> dict[str, Any] | None:
    if not line.strip():
        return None
    try:
        told = plain.parse(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) and isinstance(told.get("kind"), str) else None


PROBE = """
import os, socket
from pathlib import Path
found = []
def tried(what, attempt):
    try:
        if attempt():
            found.append(what)
    except (OSError, MemoryError):
        pass
def connected():
    socket.create_connection(("127.0.0.1", PORT), timeout=2).close()
    return True
def others():
    own = {str(os.getpid()), "1"}
    return [name for name in os.listdir("/proc") if name.isdigit() and name not in own][1:]
def written(folder):
    path = Path(folder) / "planted-by-the-probe"
    path.write_text("x")
    path.unlink()
    return True
for folder in HIDDEN:
    tried("it sees " + folder, lambda: os.listdir(folder))
tried("it reaches the network", connected)
tried("it sees the environment", lambda: [name for name in os.environ if name == PLANTED])
tried("it sees other processes", others)
tried("it starts processes", lambda: os.fork() >= 0)
tried("it has no limit of memory", lambda: bytearray(MEMORY))
import firstflames
tried("it writes into the library", lambda: written(Path(firstflames.__file__).parent))
tried("it writes into the interpreter", lambda: written(os.__file__.rpartition("/")[0]))
try:
    written("/tmp")
except OSError:
    found.append("it has no folder of its own")
"""


def probe(isolation: Isolation, limits: Limits) -> str:
    """Run a process that tries to see and do what it may not; an empty string if it could not."""
    answers: dict[str, Any] = {}

    def heard(told: dict[str, Any]) -> None:
        if told["kind"] == "answer" and told.get("name") == "found":
            answers["found"] = told.get("value")
        elif told["kind"] == "error":
            answers["error"] = f"{told.get('type')}: {told.get('words')}"

    planted = f"FIRSTFLAMES_PLANTED_{uuid.uuid4().hex}"
    with socket.create_server(("127.0.0.1", 0)) as server, _environment(planted):
        given = {
            "PORT": server.getsockname()[1],
            "HIDDEN": [str(folder) for folder in isolation.hidden],
            "PLANTED": planted,
            "MEMORY": 2 * limits.memory * 1_000_000,
        }
        code = "\n".join(f"{name} = {value!r}" for name, value in given.items()) + PROBE
        work = {"setup": "", "cells": [{"id": "probe", "code": code, "answers": ["found"]}]}
        outcome = run(isolation, work, limits, heard)
    if outcome.how != "end":
        return f"the trial did not run ({outcome.how}): {outcome.detail or 'no reason given'}"
    if "error" in answers:
        return f"the trial broke off: {answers['error']}"
    try:
        found = plain.decode(answers.get("found"))
    except plain.RefusedError:
        found = ["the trial said nothing that can be read"]
    return "; ".join(map(str, found))


@contextlib.contextmanager
def _environment(name: str) -> Iterator[None]:
    os.environ[name] = "planted"
    try:
        yield
    finally:
        del os.environ[name]


def _make_image(engine: str) -> None:
    """An image with nothing in it: all that runs is mounted from this machine, read-only."""
    there = subprocess.run([engine, "image", "inspect", EMPTY_IMAGE], capture_output=True, check=False)
    if there.returncode:
        nothing = bytes(10_240)  # an empty archive of tar
        command = [engine, "import", "-", EMPTY_IMAGE]
        subprocess.run(command, input=nothing, capture_output=True, check=False)


def find(hidden: Sequence[Path], limits: Limits, trust: bool = False) -> Isolation:
    """The first isolation that holds on this machine, tried out; ``hidden`` are folders to keep from it.

    Raises :class:`NoIsolationError` when none holds, unless ``trust`` is given.
    """
    if trust:
        return Isolation("none", hidden)
    reasons = []
    for name, command in (("bubblewrap", "bwrap"), ("podman", "podman"), ("docker", "docker")):
        if shutil.which(command) is None:
            reasons.append(f"{name}: not installed")
            continue
        if name != "bubblewrap":
            _make_image(name)
        isolation = Isolation(name, hidden)
        problem = probe(isolation, limits)
        if not problem:
            return isolation
        reasons.append(f"{name}: {problem}")
    raise NoIsolationError(f"No isolation works here ({'; '.join(reasons)}). {REMEDY}")
