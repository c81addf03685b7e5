"""constraints.txt pins everything that an installation brings along."""

import importlib.metadata
import tomllib
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parent.parent


def needed(requirements: Iterable[str], found: dict[str, str]) -> dict[str, str]:
    """The installed version of everything that these requirements bring along on this machine."""
    for requirement in map(Requirement, requirements):
        name = canonicalize_name(requirement.name)
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if wanted and name not in found:
            package = importlib.metadata.distribution(name)
            found[name] = package.version.partition("+")[0]  # torch's builds say +cpu or +cu130
            needed(package.requires or (), found)
    return found


def test_every_dependency_is_pinned_to_the_version_that_is_installed() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    direct = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    lines = (CHECKOUT / "constraints.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))

    pinned = {canonicalize_name(name): version for name, version in pins.items()}
    installed = needed(direct, {})

    assert {name: pinned.get(name) for name in installed} == installed
