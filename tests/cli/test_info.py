"""layerloom info: what to say when asking for help."""

from importlib.metadata import version

from studio import places
from tests.cli.conftest import Run


def test_versions_devices_and_the_log_file_are_shown(run: Run) -> None:
    answer = run("info")

    assert answer.code == 0
    rows = [line.split(maxsplit=1) for line in answer.out.splitlines()]
    assert ["torch", version("torch")] in rows
    assert any(name == "Device" and value.startswith("cpu") for name, value in rows)
    assert str(places.log_file()) in answer.out
