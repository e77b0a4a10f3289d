"""Make the environment in ``.venv`` from a lock: ``python tools/bootstrap.py book`` (paper, dev).

The packages that come from npm follow (tools/npm.py). Needs nothing but Python 3.11 to 3.13. The
syntax stays old on purpose: an older Python has to get as far as the sentence that says it is too old.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)
GROUPS = ["book", "paper", "dev"]  # each holds all of those before it


def venv_python() -> Path:
    """The interpreter of the environment, on this system."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def complaint() -> str:
    """What is wrong with the running Python, in one sentence, or an empty string."""
    here = "%d.%d (%s)" % (sys.version_info[0], sys.version_info[1], sys.executable)  # noqa: UP031
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return (
            "First Flames needs Python 3.11, 3.12 or 3.13, and this is " + here + ": "
            "install one of them and name it, as in 'make book PYTHON=python3.12'."
        )
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return (
            "This Python, " + here + ", cannot make environments, since its module ensurepip is "
            "missing: on Debian and Ubuntu, 'apt install python3-venv' adds it."
        )
    return ""


def fingerprint(lock: Path) -> str:
    """What an environment made from ``lock`` depends on."""
    state = lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(state).hexdigest()


def is_ready(group: str) -> bool:
    """Whether ``.venv`` already holds what ``group`` asks for, by itself or in a larger group."""
    for candidate in GROUPS[GROUPS.index(group) :]:
        stamp = VENV / ("firstflames-" + candidate + ".stamp")
        lock = ROOT / "requirements" / (candidate + ".txt")
        if stamp.exists() and stamp.read_text() == fingerprint(lock) and venv_python().exists():
            return True
    return False


def install(group: str) -> None:
    """Create the environment and install the lock, then this project without its dependencies."""
    lock = ROOT / "requirements" / (group + ".txt")
    print("[1/3] creating .venv", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    pip = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "install"]
    print("[2/3] installing the packages of requirements/" + lock.name, flush=True)
    subprocess.run([*pip, "--quiet", "--require-hashes", "-r", str(lock)], check=True)
    print("[3/3] installing the course's own library", flush=True)
    own = ["--quiet", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    subprocess.run(pip + own, check=True)
    (VENV / ("firstflames-" + group + ".stamp")).write_text(fingerprint(lock))


def main(arguments: list) -> int:  # type: ignore[type-arg]  # old Pythons cannot read list[str]
    """Make what the one argument names; the exit status is 0 when the environment is ready."""
    if len(arguments) != 1 or arguments[0] not in GROUPS:
        print("usage: python tools/bootstrap.py " + "|".join(GROUPS), file=sys.stderr)
        return 2
    problem = complaint()
    if problem:
        print(problem, file=sys.stderr)
        return 1
    try:
        if not is_ready(arguments[0]):
            install(arguments[0])
            print("The environment is in .venv.")
    except subprocess.CalledProcessError as error:
        print(
            "The environment could not be made: '" + error.cmd[0] + "' failed, see the lines above. "
            "With a network, run the command again; what was installed is kept.",
            file=sys.stderr,
        )
        return 1
    scripts = "dev" if arguments[0] == "dev" else "book"
    npm = [str(venv_python()), str(ROOT / "tools" / "npm.py"), scripts]
    return subprocess.run(npm, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
