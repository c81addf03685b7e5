"""The most memory that this process has taken."""

import re
import sys
from pathlib import Path


def most_mb() -> int:
    """Megabytes, or 0 where the system does not say.

    `resource.getrusage` would count the process that started this one, too.
    """
    if sys.platform != "linux":
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0
