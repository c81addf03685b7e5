"""Source as files: the module, and what has to lie beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from studio import saving
from studio.compiler.parts import digests, get
from studio.compiler.steps import Plan
from studio.exchange.script_data import SUFFIX, data_file
from studio.project.project import Project

PARTS = ".parts"


def source_files(
    text: str, path: Path, project: Project, plan: Plan, *, training_script: bool
) -> dict[Path, bytes]:
    """The files of a written network: the module first, then its sealed parts and its data.

    Raises:
        DataError: a training script needs data that cannot be loaded.
    """
    files = {path: text.encode()}
    for digest in sorted(digests(project.graph)):
        content = get(digest)
        assert content is not None  # a missing part is a problem, and then there is no plan
        files[path.with_suffix(PARTS) / f"{digest}.onnx"] = content
    if training_script:
        files[path.with_suffix(SUFFIX)] = data_file(plan, project.data.load())
    return files


def write(files: Mapping[Path, bytes]) -> None:
    """Write files; the folder of sealed parts is made if it is not there.

    Raises:
        OSError: one could not be written.
    """
    for path, content in files.items():
        if path.parent.suffix == PARTS:
            path.parent.mkdir(exist_ok=True)
        saving.write(path, content)
