"""What lies beside a project's file: its weights and the ONNX models of its sealed parts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from studio import saving
from studio.compiler import parts
from studio.graph.graph import Graph

WEIGHTS: Final = ".safetensors"
PARTS: Final = ".parts"


def weights_file(file: Path) -> Path:
    """Where the weights of a project lie: NAME.safetensors beside NAME.layerloom."""
    return file.with_suffix(WEIGHTS)


def parts_folder(file: Path) -> Path:
    """Where the sealed parts of a project lie: in NAME.parts beside NAME.layerloom."""
    return file.with_suffix(PARTS)


def read_parts(graph: Graph, file: Path) -> None:
    """Bring the sealed parts of a graph into the store.

    A file that is missing, too large or not what its name says is left out: the checks list it.
    """
    for digest in sorted(parts.digests(graph))[: parts.MOST_PARTS]:
        if digest and parts.get(digest) is None:
            content = _content(_part_file(file, digest))
            if content is not None and parts.digest(content) == digest:
                parts.keep(content)


def write_parts(graph: Graph, file: Path) -> None:
    """Write the sealed parts of a graph beside its file; those that lie there already stay.

    Raises:
        OSError: a part could not be written.
    """
    for digest in sorted(parts.digests(graph)):
        content, path = parts.get(digest), _part_file(file, digest)
        if content is not None and _content(path) != content:
            path.parent.mkdir(exist_ok=True)
            saving.write(path, content)


def _part_file(file: Path, digest: str) -> Path:
    return parts_folder(file) / f"{digest}.onnx"


def _content(path: Path) -> bytes | None:
    """What a plain file holds, if it is no larger than a part may be."""
    try:
        if path.is_file() and path.stat().st_size <= parts.MOST_PART_BYTES:
            return path.read_bytes()
    except OSError:
        pass
    return None
