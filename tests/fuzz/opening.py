"""Opens mutated files one after the other in one process: `python -m tests.fuzz.opening 10000`.

The last line is JSON: how many were opened and refused, the slowest one, and the most memory.
"""

import json
import sys
import time
from collections import Counter

from studio.compiler.cost import costs
from studio.data.dataset import DataError
from studio.graph.problems import problems
from studio.graph.shapes import shapes
from studio.project import files
from tests.fuzz.memory import most_mb
from tests.fuzz.mutations import mutated


def opened(content: bytes) -> str:
    """What happens to a file: refused with faults, or opened with its problems listed."""
    try:
        project = files.parse(content)
    except files.WrongFile as wrong:
        return refused(wrong)
    assert files.parse(files.dump(project)) == project
    try:
        fields = project.fields()
    except DataError:
        return "opened, data refused"
    found = shapes(project.graph, fields)
    listed = problems(project.graph, found)
    assert all(p.what and p.why and p.remedy and len(p.text) < 3_000 for p in listed)
    costs(found)
    return "opened with problems" if listed else "opened"


def refused(wrong: files.WrongFile) -> str:
    assert wrong.faults
    assert all(fault.text and len(str(fault)) < 2_000 for fault in wrong.faults)
    return "refused"


def main(count: int, seed: int = 0) -> None:
    before = most_mb()
    ends: Counter[str] = Counter()
    slowest = 0.0
    for content in mutated(count, seed):
        began = time.perf_counter()
        ends[opened(content)] += 1
        slowest = max(slowest, time.perf_counter() - began)
    figures = {"slowest_s": round(slowest, 2), "most_mb": most_mb(), "start_mb": before}
    print(json.dumps({"files": count, **ends, **figures}))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
