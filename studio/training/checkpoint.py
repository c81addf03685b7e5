"""Checkpoint: the weights and the history of a run on disk."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from studio import saving
from studio.language import tr
from studio.training.history import History
from studio.training.refused import Refused
from studio.training.session import Weights

WEIGHTS: Final = "best.safetensors"
HISTORY: Final = "history.csv"
MOST_TRIES: Final = 10_000


def save_weights(weights: Weights, path: Path, about: Mapping[str, str] | None = None) -> None:
    """Write weights as safetensors, atomically.

    Raises:
        OSError: the file could not be written; an older one is untouched.
    """
    from safetensors.numpy import save

    arrays = {name: np.asarray(array, order="C") for name, array in weights.items()}
    saving.write(path, save(arrays, dict(about) if about else None))  # {} would break the file


def load_weights(path: Path) -> Weights:
    """Read weights.

    Raises:
        OSError: the file cannot be read.
        Refused: it holds no weights.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    content = path.read_bytes()
    try:
        return load(content)
    except (SafetensorError, ValueError, KeyError) as error:
        raise Refused(
            tr("{file} holds no weights.").format(file=path.name),
            tr("It is not a safetensors file, or it is damaged."),
            tr("Choose a file that a run has written, such as {file}.").format(file=WEIGHTS),
        ) from error


class RunFolder:
    """The folder of one run. It is always a new one: an older run is never written over."""

    def __init__(self, path: Path) -> None:
        """Make the folder, or take an empty one.

        Raises:
            OSError: the folder cannot be made.
            Refused: something lies in it already.
        """
        self._made = not path.exists()
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise Refused(
                tr("The folder {folder} is not empty.").format(folder=path),
                tr("A run never writes over an older one."),
                tr("Choose a folder that is new or empty."),
            )
        self.path = path

    @classmethod
    def new(cls, parent: Path, name: str) -> RunFolder:
        """A new folder inside `parent`: name, or name-2, name-3 and so on.

        Raises:
            OSError: the folder cannot be made.
        """
        parent.mkdir(parents=True, exist_ok=True)
        for number in range(1, MOST_TRIES):
            path = parent / (name if number == 1 else f"{name}-{number}")
            try:
                path.mkdir()
            except FileExistsError:
                continue
            folder = cls(path)
            folder._made = True
            return folder
        raise FileExistsError(parent / name)

    def discard(self) -> None:
        """Take away what the run has written, and the folder if it was made for this run.

        Raises:
            OSError: something cannot be taken away.
        """
        for each in self.path.iterdir():
            if each.is_dir():
                shutil.rmtree(each)  # the sealed parts of the project
            else:
                each.unlink()
        if self._made:
            self.path.rmdir()

    def write(self, history: History, best: Weights | None) -> None:
        """Write the history, and the best weights if there are any.

        Raises:
            OSError: a file could not be written.
        """
        saving.write(self.path / HISTORY, history.csv().encode())
        if best is not None:
            epoch = history.best.epoch if history.best else 0
            save_weights(best, self.path / WEIGHTS, {"epoch": str(epoch)})
