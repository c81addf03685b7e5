"""The store of sealed parts: small ONNX models by their SHA-256, for the whole process.

A project names its parts by hash; the bytes lie beside its file and come in when it is opened.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Final

from studio.blocks.sealed import Sealed
from studio.graph.graph import Graph, Network, Node
from studio.language import number, tr

MOST_BYTES: Final = 1024**3  # of all parts together; the least used ones go first
MOST_PART_BYTES: Final = 512 * 1024**2
MOST_PARTS: Final = 500  # of one project

_lock = threading.Lock()
_parts: OrderedDict[str, bytes] = OrderedDict()


class PartError(Exception):
    """A sealed part cannot be used: what happened, why, and what to do."""

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(f"{what} {why} {remedy}")
        self.what, self.why, self.remedy = what, why, remedy


def digest(content: bytes) -> str:
    """The name of a part: the SHA-256 of its ONNX model."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes) -> str:
    """Keep the ONNX model of a part; gives its digest.

    Raises:
        PartError: it is too large.
    """
    if len(content) > MOST_PART_BYTES:
        raise PartError(
            tr("A sealed part is too large."),
            tr("It has {n} MB, and {most} are allowed.").format(
                n=number(len(content) // 1024**2), most=number(MOST_PART_BYTES // 1024**2)
            ),
            tr("Make the model smaller where it was written."),
        )
    name = digest(content)
    with _lock:
        _parts[name] = content
        _parts.move_to_end(name)
        while sum(map(len, _parts.values())) > MOST_BYTES:
            _parts.popitem(last=False)
    return name


def get(name: str) -> bytes | None:
    """The ONNX model of a part, if it was read."""
    with _lock:
        if name in _parts:
            _parts.move_to_end(name)
        return _parts.get(name)


def sealed(graph: Graph) -> Iterator[tuple[Network, Node, Sealed]]:
    """Every sealed part of a graph and of its definitions, with the network that it is in."""
    networks: Iterable[Network] = (graph, *graph.definitions)
    for network in networks:
        for node in network.of(Sealed):
            if isinstance(node.block, Sealed):
                yield network, node, node.block


def digests(graph: Graph) -> frozenset[str]:
    """The parts that a graph uses."""
    return frozenset(block.digest for _, _, block in sealed(graph))
