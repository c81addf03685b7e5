"""Mutated project files: cut, mixed up, swollen, rewired, and wrong as strangers make them."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from studio.blocks import blocks
from studio.project import files
from tests.make_graphs import EXAMPLES
from tests.wiring import block, definition, graph

Bytes = Callable[[random.Random, bytes], bytes]
Json = Callable[[random.Random, Any], object]

LARGEST: Final = 3 * files.MOST_BYTES  # what is larger is refused as this is, and fills memory
STRANGE: Final[list[Any]] = [
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, 1.5, -0.0, 1e308, 1e-320),
    *("", "x", "conv2d", "no such kind", "a" * 5_000, "\x00", "\x1b]0;x\x07"),
    *("🌸", "卷积", "../.."),
    *([], {}, [[]], [0, 0], [1, 2, 3], {"kind": "dense"}, {"kind": "group"}, {"kind": 7}),
]  # fmt: skip
WORDS: Final = (b"NaN", b"Infinity", b"null", b"[", b"]", b"{", b"}", b'"', b",", b":", b"1e999",
                b"\\ud800", b"\xef\xbb\xbf", b"\xff", b"\x00", b"9" * 400)  # fmt: skip


def groups() -> bytes:
    """A project with groups in groups, which the examples do not have."""
    inner = definition(
        "Inner",
        {"i": block("inlet"), "c": block("conv2d", filters=4, padding=1), "o": block("outlet")},
        "i > c",
        "c > o",
    )
    outer = definition(
        "Outer",
        {
            "i": block("inlet"),
            "g": block("group", definition="Inner", repeat=3),
            "sum": block("add"),
            "o": block("outlet"),
        },
        "i > g",
        "g > sum.in_1",
        "g > sum.in_2",
        "sum > o",
        definitions=[inner],
    )
    drawn = graph(
        {
            "p": block("picture_input"),
            "g": block("group", definition="Outer", repeat=2),
            "flat": block("flatten"),
            "out": block("class_output"),
        },
        "p > g",
        "g > flat",
        "flat > out",
        definitions=[inner, outer],
    )
    return files.dump(EXAMPLES[2]().but(graph=drawn))


def papered() -> bytes:
    """A project with frames, notes and reroute points, inside of groups too."""
    raw = json.loads(groups())
    for network in (raw["graph"], *raw["graph"]["definitions"]):
        network["frames"] = [{"id": f"f{n}", "title": "Part", "x": 20.0 * n} for n in range(3)]
        network["notes"] = [{"id": f"n{n}", "text": "# Why\n- *so*", "x": 1.5} for n in range(3)]
        network["wires"][0]["via"] = [[10.0, 20.0], [30.5, 40.0]]
    return json.dumps(raw).encode()


def originals() -> list[bytes]:
    """Files that can be opened."""
    return [*(files.dump(example()) for example in EXAMPLES), groups(), papered()]


def mutated(count: int, seed: int) -> Iterator[bytes]:
    """So many files, each an original with one to four mutations."""
    dice, sound = random.Random(seed), originals()
    for _ in range(count):
        content = dice.choice(sound)
        way = dice.random()
        if way < 0.7:
            raw = json.loads(content)
            for _ in range(dice.randint(1, 3)):
                dice.choice(SOUND if way < 0.4 else IN_JSON)(dice, raw)
            content = json.dumps(raw).encode()
        else:
            for _ in range(dice.randint(1, 4)):
                content = dice.choice(IN_BYTES)(dice, content)
        yield content


# ---- of bytes ----------------------------------------------------------------------------------


def _cut(dice: random.Random, content: bytes) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def _flip(dice: random.Random, content: bytes) -> bytes:
    changed = bytearray(content or b"x")
    for _ in range(dice.randint(1, 8)):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _insert(dice: random.Random, content: bytes) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.choice(WORDS) * dice.choice((1, 1, 1, 50)) + content[at:]


def _remove(dice: random.Random, content: bytes) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + content[at + dice.randint(1, 40) :]


def _repeat(dice: random.Random, content: bytes) -> bytes:
    at, length = dice.randrange(len(content) + 1), dice.randint(1, 2_000)
    piece = content[at : at + length]
    return content[:at] + piece * dice.choice((2, 2, 3, 200)) + content[at:]


def _digits(dice: random.Random, content: bytes) -> bytes:
    places = [at for at, sign in enumerate(content) if 48 <= sign <= 57]
    if not places:
        return content
    at = dice.choice(places)
    return content[:at] + dice.choice((b"0", b"9" * 20, b"-1", b"1e5", b"0.5")) + content[at + 1 :]


# ---- of JSON -----------------------------------------------------------------------------------


def _places(raw: Any) -> list[tuple[Any, Any]]:
    """Every place in a JSON value: a list or an object, and an index or a key."""
    found, waiting = [], [raw]
    while waiting:
        here = waiting.pop()
        steps = list(here) if isinstance(here, dict) else range(len(here))
        for step in steps:
            found.append((here, step))
            if isinstance(here[step], dict | list):
                waiting.append(here[step])
    return found


def _strange(dice: random.Random, raw: Any) -> None:
    if places := _places(raw):
        here, step = dice.choice(places)
        here[step] = json.loads(json.dumps(dice.choice(STRANGE)))


def _gone(dice: random.Random, raw: Any) -> None:
    if places := _places(raw):
        here, step = dice.choice(places)
        del here[step]


def _swapped(dice: random.Random, raw: Any) -> None:
    if places := _places(raw):
        (one, a), (other, b) = dice.choice(places), dice.choice(places)
        # A copy, as a value inside itself would be no JSON.
        one[a] = json.loads(json.dumps(other[b]))


def _doubled(dice: random.Random, raw: Any) -> None:
    lists = [here[step] for here, step in _places(raw) if isinstance(here[step], list)]
    if lists := [each for each in lists if each]:
        each = dice.choice(lists)
        times = dice.choice((1, 1, 5, 300))
        for _ in range(min(times, LARGEST // len(json.dumps(each)))):
            each.append(json.loads(json.dumps(dice.choice(each))))  # shared, it would multiply


def _resized(dice: random.Random, raw: Any) -> None:
    numbers = [(here, step) for here, step in _places(raw) if type(here[step]) is int]
    if numbers:
        here, step = dice.choice(numbers)
        here[step] = dice.choice((0, 1, 2, 3, 7, 64, 1_000, 4_096, 1_000_000, -5))


# ---- of JSON, so that the file can mostly be opened --------------------------------------------


def _networks(raw: Any) -> list[Any]:
    """The networks that the mutations before have left whole."""
    graph = raw.get("graph") if isinstance(raw, dict) else None
    if not isinstance(graph, dict) or not isinstance(graph.get("definitions"), list):
        return []
    found = [graph, *(each for each in graph["definitions"] if isinstance(each, dict))]
    return [each for each in found if _whole(each.get("nodes")) and _whole(each.get("wires"))]


def _whole(items: Any) -> bool:
    return isinstance(items, list) and bool(items) and all(isinstance(i, dict) for i in items)


def _rewired(dice: random.Random, raw: Any) -> None:
    """More wires between ports that there are: loops, and two wires at one port."""
    for network in _networks(raw)[:3]:
        wires = network["wires"]
        for _ in range(dice.choice((1, 2, 30))):
            one, other = dice.choice(wires), dice.choice(wires)
            wires.append({**one, **{end: other.get(end) for end in ("target", "input")}})


def _unwired(dice: random.Random, raw: Any) -> None:
    for network in _networks(raw)[:2]:
        network["wires"].remove(dice.choice(network["wires"]))


def _exchanged(dice: random.Random, raw: Any) -> None:
    """A block becomes another one, with its settings as they come."""
    for network in _networks(raw)[:1]:
        node = dice.choice(network["nodes"])
        node["block"] = {"kind": dice.choice([entry.id for entry in blocks])}


def _set(dice: random.Random, raw: Any) -> None:
    """A setting of a block gets a value that another block has in that place."""
    for network in _networks(raw)[:1]:
        one = dice.choice(network["nodes"]).get("block")
        if isinstance(one, dict) and len(one) > 1:
            name = dice.choice([name for name in one if name != "kind"])
            one[name] = dice.choice(
                (1, 2, 5, 64, 4_096, [3, 3], [28, 1], "same", "tanh", True, 0.5)
            )


def _nested(dice: random.Random, raw: Any) -> None:
    """Groups × 1,000 of groups × 1,000, some of them too deep."""
    for network in _networks(raw)[:1]:
        definitions = raw["graph"]["definitions"]
        inner: Any = dice.choice(
            ({"kind": "activation"}, {"kind": "conv2d", "filters": 1, "padding": 5})
        )
        for number in range(dice.choice((1, 3, 20, 40))):
            name = f"N{len(definitions)}_{number}"
            made = (("i", {"kind": "inlet"}), ("g", inner), ("o", {"kind": "outlet"}))
            into, out = ("i", "o") if inner["kind"] == "group" else ("in", "out")
            wires = [
                {"source": "i", "output": "out", "target": "g", "input": into},
                {"source": "g", "output": out, "target": "o", "input": "in"},
            ]
            nodes = [{"id": id, "block": block} for id, block in made]
            definitions.append({"name": name, "nodes": nodes, "wires": wires})
            repeat, shared = dice.choice((1, 2, 1000)), dice.random() < 0.3
            inner = {"kind": "group", "definition": name, "repeat": repeat, "shared": shared}
        wire = dice.choice(network["wires"])
        network["nodes"].append({"id": f"n{len(definitions)}", "block": inner})
        network["wires"] += [
            {**wire, "target": f"n{len(definitions)}", "input": "i"},
            {**wire, "source": f"n{len(definitions)}", "output": "o"},
        ]


def _papered(dice: random.Random, raw: Any) -> None:
    """Frames, notes and points far out, huge, or very many."""
    for network in _networks(raw)[:2]:
        far = dice.choice((0.0, -1e7, 1e7, 9e6, 1e308))
        size = dice.choice((48.0, 1e6, 1e9, 0.0))
        piece = {"x": far, "y": dice.choice((0.0, far)), "width": size}
        many, words = dice.choice(((1, 9_999), (3, 1_999), (400, 1), (10_000, 1)))
        more = {"frames": {"height": size}, "notes": {"text": "> " * words}}
        kind = dice.choice(list(more))
        network[kind] = [{"id": f"piece_{n}", **piece, **more[kind]} for n in range(many)]
        dice.choice(network["wires"])["via"] = [[far, size]] * dice.choice((1, 16, 17))


IN_BYTES: Final[list[Bytes]] = [_cut, _flip, _insert, _remove, _repeat, _digits]
SOUND: Final[list[Json]] = [_rewired, _unwired, _exchanged, _set, _nested, _resized, _papered]
IN_JSON: Final[list[Json]] = [_strange, _gone, _swapped, _doubled, *SOUND]
