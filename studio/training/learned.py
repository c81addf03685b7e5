"""Learned: the weights of a trained network by block, so that they outlive names and edits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from studio.blocks.group import Group
from studio.compiler.plan import Plan
from studio.graph.graph import Graph, Network
from studio.graph.ungrouping import unrolled
from studio.training.session import Weights

if TYPE_CHECKING:
    from studio.graph.folding import Fold


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """The arrays of each layer by their names in it, and the layers by the ids of their blocks.

    A layer's key is what its first weights are drawn from: "conv_1." for the main layer of that
    block, "group_1.0/conv_1." in the first copy of a group.
    """

    layers: Mapping[str, Mapping[str, NDArray[Any]]]

    @classmethod
    def of(cls, plan: Plan, weights: Weights) -> Learned:
        """The weights of a plan's module, whose names are those of its state."""
        keys = dict(layers(plan))
        found: dict[str, dict[str, NDArray[Any]]] = {}
        for name, array in weights.items():
            attribute = name
            while attribute and attribute not in keys:
                attribute = attribute.rpartition(".")[0]
            if attribute:
                found.setdefault(keys[attribute], {})[name[len(attribute) + 1 :]] = array
        return cls(found)

    def named(self, plan: Plan) -> Weights:
        """These weights with the names that a plan's module gives them, whether they fit or not.

        A block that was moved into a group or out of one is known by its id, if only one has it.
        """
        last: dict[str, list[str]] = {}
        for key in self.layers:
            last.setdefault(_own(key), []).append(key)
        found: dict[str, NDArray[Any]] = {}
        for attribute, key in layers(plan):
            candidates = [key] if key in self.layers else last.get(_own(key), [])
            if len({id(self.layers[each]) for each in candidates}) == 1:
                arrays = self.layers[candidates[0]]
                found |= {f"{attribute}.{name}": array for name, array in arrays.items()}
        return found

    def folded(self, graph: Graph, folds: Iterable[Fold]) -> Learned:
        """With the weights of equal parts also as those of the copies of the groups made of them.

        What they were before stays known, so that a step back finds its weights.

        Args:
            graph: the network before.
        """
        moved = {
            (fold.inside, id): f"{fold.group}.{copy}/{first}"
            for fold in folds
            for copy, ids in enumerate(fold.repeat.copies)
            for first, id in zip(fold.repeat.copies[0], ids, strict=True)
        }
        found = dict(self.layers)
        for key, arrays in self.layers.items():
            now = "/".join(_moved(graph, key, moved))
            if now != key:
                found[now] = arrays
        return Learned(found)


def layers(plan: Plan) -> Iterator[tuple[str, str]]:
    """The path of every layer in a plan's module, as torch names it, and its key."""
    for step in plan.steps:
        for part in step.parts:
            if isinstance(part.content, Plan):
                for attribute, key in layers(part.content):
                    yield f"{part.attribute}.{attribute}", f"{part.seed}{key}"
            else:
                yield part.attribute, part.seed


def _moved(graph: Graph, key: str, moved: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """The steps of a key on its way through groups, with moved blocks where they are now."""
    network: Network | None = graph
    inside = ""
    for step in key.split("/"):
        id, _, rest = step.partition(".")
        yield f"{moved[inside, id]}.{rest}" if network and (inside, id) in moved else step
        node = network.by_id.get(id) if network else None
        network = None
        if node is not None and isinstance(node.block, Group):
            inside = node.block.definition
            network = graph.definition[inside]


def _own(key: str) -> str:
    """The block itself, without the groups around it, as it is called when it leaves these.

    Blocks of the second copy of a group become "conv_2" and so on.
    """
    groups, _, own = key.rpartition("/")
    copy = int(groups.rpartition(".")[2] or 0)
    block, _, layer = own.partition(".")
    return f"{unrolled(block, copy)}.{layer}"
