"""The models that come with the onnx wheel, and the answers that they are expected to give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper

from studio.compiler.plan import plan
from studio.exchange.onnx_import import Imported
from studio.exchange.onnx_import.compared import answers, apart

DATA = Path(onnx.__file__).parent / "backend" / "test" / "data"
KINDS = ("pytorch-converted", "pytorch-operator", "simple")


@dataclass(frozen=True)
class Model:
    """A model, and the folders with values for its inputs and outputs."""

    name: str
    path: Path
    sets: tuple[Path, ...]

    def expected(self) -> Iterator[tuple[list[np.ndarray], list[np.ndarray]]]:
        """Pairs of inputs and outputs."""
        for folder in self.sets:
            yield _arrays(folder, "input"), _arrays(folder, "output")


def models(kind: str) -> list[Model]:
    """The models of one folder of the wheel."""
    folders = sorted(path for path in (DATA / kind).iterdir() if (path / "model.onnx").exists())
    return [
        Model(folder.name, folder / "model.onnx", tuple(sorted(folder.glob("test_data_set_*"))))
        for folder in folders
    ]


def _arrays(folder: Path, kind: str) -> list[np.ndarray]:
    files = sorted(folder.glob(f"{kind}_*.pb"), key=lambda file: int(file.stem.split("_")[1]))
    return [array(file) for file in files]


def array(file: Path) -> np.ndarray:
    """The values in a .pb file."""
    tensor = TensorProto()
    tensor.ParseFromString(file.read_bytes())
    return numpy_helper.to_array(tensor).copy()


def worst(opened: Imported, given: list[np.ndarray], expected: list[np.ndarray]) -> float:
    """The largest difference of an opened network to what is expected, over the largest value.

    One number for each example is the same as a row of one.
    """
    made = plan(opened.project.graph, opened.project.fields())
    ours = (found for found, _ in answers(made, opened.weights, [(x, None) for x in given]))
    pairs = zip(expected, ours, strict=True)
    return max(apart(_in_rows(wanted).astype(np.float64), found) for wanted, found in pairs)


def _in_rows(values: np.ndarray) -> np.ndarray:
    return values[:, None] if values.ndim == 1 else values
