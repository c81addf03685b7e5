"""Device: where a network is trained, and what that hardware is good at.

torch comes in as an argument: the caller has it, and tests put another in its place.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final, Literal, TypeAlias

from studio.language import tr
from studio.training.refused import Refused

Kind: TypeAlias = Literal["cpu", "cuda", "mps", "xpu"]
ORDER: Final[tuple[Kind, ...]] = ("cuda", "mps", "xpu", "cpu")  # the fastest first


@dataclass(frozen=True, slots=True)
class Device:
    """A device, its name for people, and which ways of working pay on it."""

    kind: Kind
    name: str
    fused: bool = True  # optimizers that do a whole step in one kernel
    channels_last: bool = True  # pictures stored pixel by pixel, which its convolutions prefer
    non_blocking: bool = False  # copies that overlap with computing


def devices(torch: ModuleType) -> tuple[Device, ...]:
    """Every device that this machine and this torch have, the fastest first."""
    return tuple(_described(kind, torch) for kind in ORDER if _is_there(kind, torch))


def here() -> tuple[Device, ...]:
    """Every device of this machine; the first call waits for torch, about a second."""
    import torch

    return devices(torch)


def chosen(wanted: str, torch: ModuleType) -> Device:
    """The device for a setting; "auto" takes the fastest.

    Raises:
        Refused: the device asked for is not there.
    """
    found = devices(torch)
    for device in found:
        if wanted in ("auto", device.kind):
            return device
    title = {"cuda": "CUDA", "mps": tr("Apple graphics"), "xpu": tr("Intel graphics")}[wanted]
    raise Refused(
        tr("{device} is not available.").format(device=title),
        tr("This computer has none, or this build of PyTorch was made without it."),
        tr("Set the device to Auto, or install a PyTorch build for that hardware."),
    )


def _is_there(kind: Kind, torch: ModuleType) -> bool:
    if kind == "cpu":
        return True
    part = torch.backends.mps if kind == "mps" else getattr(torch, kind, None)
    return part is not None and bool(part.is_available())


def _described(kind: Kind, torch: ModuleType) -> Device:
    match kind:
        case "cuda":
            return Device(kind, torch.cuda.get_device_name(), non_blocking=True)
        case "xpu":
            return Device(kind, torch.xpu.get_device_name(), non_blocking=True)
        case "mps":
            # Its convolutions bring channels_last tensors into the usual order first.
            return Device(kind, tr("Apple graphics"), channels_last=False)
        case "cpu":
            return Device(kind, tr("Processor"))


def free_memory(device: Device, torch: ModuleType) -> int | None:
    """How many bytes the device can still give; None where that cannot be found out."""
    match device.kind:
        case "cuda":
            return int(torch.cuda.mem_get_info()[0])
        case "xpu":
            return int(torch.xpu.mem_get_info()[0])
        case "mps":
            return int(torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory())
        case "cpu":
            return free_ram()


def free_ram(proc: Path = Path("/proc"), cgroup: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Main memory that is still to be had, within the limit of a container if there is one."""
    try:
        lines = (proc / "meminfo").read_text().splitlines()
        free = next(
            int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable")
        )
    except (OSError, StopIteration, ValueError):
        return _all_ram()
    try:
        limit = int((cgroup / "memory.max").read_text())
        taken = int((cgroup / "memory.current").read_text()) - _files_kept(cgroup)
        return max(0, min(free, limit - taken))
    except (OSError, ValueError):  # no container, or one without a limit ("max")
        return free


def _files_kept(cgroup: Path) -> int:
    """Memory that only holds files read lately: the system gives it away as soon as it is asked."""
    try:
        lines = (cgroup / "memory.stat").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("inactive_file ")), 0)


def _all_ram() -> int | None:
    """All memory of a system that does not say how much is free."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
