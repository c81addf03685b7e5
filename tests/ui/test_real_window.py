"""A real window on a real X server, driven by a real pointer."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

PATIENCE = 120.0

missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(
    # In CI both are installed, and this test may not be skipped there.
    bool(missing) and not os.environ.get("CI"),
    reason=f"not installed: {', '.join(missing)}",
)


@pytest.fixture
def display():
    """A free display of its own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


class Screen:
    """The window's news, and a pointer."""

    def __init__(self, display: str, home: str) -> None:
        self._environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "LAYERLOOM_HOME": home,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.real_window"],
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def news(self, key: str) -> Iterator[dict]:
        """The lines that tell about this."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told = json.loads(line)
            if key in told:
                yield told

    def pointer(self, *words: object) -> None:
        """Move and press as xdotool is told."""
        subprocess.run(["xdotool", *map(str, words)], env=self._environment, check=True, timeout=30)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press at the start, move in steps, let go at the end."""
        near = (end[0] - 8, end[1])
        halfway = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
        moves: list[object] = ["mousemove", *start, "mousedown", 1, "sleep", 0.1]
        for point in (halfway, near, end):
            moves += ["mousemove", *point, "sleep", 0.1]
        self.pointer(*moves, "mouseup", 1)


@pytest.mark.timeout(PATIENCE)
def test_a_real_pointer_inserts_a_block_on_a_wire_and_trains(display, tmp_path):
    screen = Screen(display, str(tmp_path))
    try:
        places = next(screen.news("places"))["places"]
        screen.drag(tuple(places["dropout"]), tuple(places["wire"]))
        edited = next(told for told in screen.news("blocks") if told["blocks"].count("dropout") > 1)
        assert any("class_output_1" in wire and "dropout" in wire for wire in edited["wires"])
        time.sleep(0.2)
        screen.pointer("mousemove", *places["train"], "click", 1)
        end = next(told for told in screen.news("state") if told["state"] == "over")
        assert "Test score" in end["says"]
    finally:
        screen.process.kill()
        screen.process.wait(10)
        assert screen.process.stdout is not None
        screen.process.stdout.close()
