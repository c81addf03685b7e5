"""Opens hostile models one after the other in one process: `python -m tests.fuzz.importing 50`.

Each line is JSON: what happened to a model, and how long it took. The last one tells the most
memory that all of them took.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from studio.exchange.not_imported import NotImported
from studio.exchange.onnx_import import imported
from tests.fuzz.hostile_models import CASES, damaged
from tests.fuzz.memory import most_mb


def opened(path: Path) -> str:
    """The sentence of a refusal; nothing if the model opens."""
    try:
        imported(path)
    except NotImported as refused:
        return str(refused)
    return ""


def models(count: int, folder: Path) -> Iterator[tuple[str, Path]]:
    """Every case, and so many damaged models, each in a folder of its own."""
    cases = [(name, make) for name, make in CASES.items()]
    cases += [(name, lambda _, c=content: c) for name, content in damaged(count)]
    for number, (name, make) in enumerate(cases):
        inside = folder / str(number) / "inside"
        inside.mkdir(parents=True)
        path = inside / "model.onnx"
        path.write_bytes(make(inside))
        yield name, path


def main(count: int, *only: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, path in models(count, Path(folder)):
            if only and name not in only:
                continue
            before = {each.name for each in path.parent.iterdir()}
            began = time.perf_counter()
            said = opened(path)
            seconds = round(time.perf_counter() - began, 2)
            assert {each.name for each in path.parent.iterdir()} == before, "something was written"
            told = {"model": name, "said": said, "seconds": seconds, "mb": most_mb()}
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
