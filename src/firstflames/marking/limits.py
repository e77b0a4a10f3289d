"""What a submission may use: memory, time, files, and the calls to the system that it may not make.

The student's process sets these on itself before the first line of the student runs, and cannot undo
them. They hold under every kind of isolation, and with ``--trust`` too.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys
from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Limits of one submission: seconds of its own, megabytes, processes and threads, open files."""

    seconds: float = 20
    memory: int = 2_000
    file: int = 16
    processes: int = 64
    files: int = 256


def limit(limits: Limits, own_user: bool) -> None:
    """Set the limits on this process for good; ``own_user`` says that no one else is counted with it."""
    import resource

    seconds = int(limits.seconds) + 2
    wanted = {
        resource.RLIMIT_AS: limits.memory * MEGABYTE,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: limits.file * MEGABYTE,
        resource.RLIMIT_NOFILE: limits.files,
        resource.RLIMIT_CORE: 0,
    }
    if own_user:
        wanted[resource.RLIMIT_NPROC] = limits.processes
    for name, value in wanted.items():
        hard = resource.getrlimit(name)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(name, (value, value))


# Calls to the Linux kernel by machine: refused outright, the old clone (allowed for threads alone), and
# clone3, which has to seem absent, since its flags cannot be seen: the C library then takes clone.
# Refused: new processes and programs, memory that no limit counts (memfd, System V), other namespaces,
# tracing, keys, io_uring. Numbers from the kernel's tables of system calls.
_REFUSED = {
    "x86_64": (
        *(57, 58, 59, 322),  # fork, vfork, execve, execveat
        *(29, 64, 68, 319, 447),  # shmget, semget, msgget, memfd_create, memfd_secret
        *(101, 310, 311, 272, 308, 165, 155),  # ptrace, process_vm_*, unshare, setns, mount, pivot_root
        *(248, 249, 250, 298, 321, 323, 425),  # keys, perf_event_open, bpf, userfaultfd, io_uring_setup
    ),
    "aarch64": (
        *(221, 281),  # execve, execveat
        *(194, 190, 186, 279, 447),
        *(117, 270, 271, 97, 268, 40, 41),
        *(217, 218, 219, 241, 280, 282, 425),
    ),
}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_LOAD, _EQUAL, _AT_LEAST, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _EPERM, _ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
_THREAD = 0x00010000  # CLONE_THREAD
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data


def program(machine: str) -> bytes:
    """The filter of system calls for ``machine``, as the kernel reads it: eight bytes an instruction."""

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("<HBBI", code, yes, no, value)

    refuse = step(_RETURN, _EPERM)
    steps = [step(_LOAD, _ARCH), step(_EQUAL, _AUDIT[machine], 1, 0), refuse, step(_LOAD, _NUMBER)]
    if machine == "x86_64":
        steps += [step(_AT_LEAST, 0x40000000, 0, 1), refuse]  # x32, the same calls by other numbers
    for number in _REFUSED[machine]:
        steps += [step(_EQUAL, number, 0, 1), refuse]
    steps += [step(_EQUAL, _CLONE3, 0, 1), step(_RETURN, _ENOSYS)]
    steps += [step(_EQUAL, _CLONE[machine], 0, 3), step(_LOAD, _FIRST_ARGUMENT)]
    steps += [step(_HAS, _THREAD, 1, 0), refuse, step(_RETURN, _ALLOW)]
    return b"".join(steps)


def filter_calls() -> bool:
    """Refuse the calls for this process and all its threads to come; whether this machine can."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _CLONE:
        return False

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]

    steps = program(machine)
    buffer = ctypes.create_string_buffer(steps, len(steps))
    filled = Program(len(steps) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    library = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, seccomp, mode_filter = 38, 22, 2
    if library.prctl(no_new_privileges, 1, 0, 0, 0):
        return False
    return bool(library.prctl(seccomp, mode_filter, ctypes.byref(filled), 0, 0) == 0)
