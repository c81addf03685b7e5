import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.child import PATIENCE, ROOT, told
from tests.fuzz.mutations import mutated, originals
from tests.fuzz.opening import opened

MOST_MB = 500


@pytest.mark.parametrize(
    "count",
    [
        400,
        pytest.param(3_000, marks=pytest.mark.slow),
        pytest.param(10_000, marks=pytest.mark.long),
    ],
)
def test_hostile_files_are_refused_or_opened_with_their_problems_listed(count: int) -> None:
    """In one process: none of them crashes it, hangs it, or takes 500 MB."""
    *_, figures = told("opening", count)
    print(figures)
    assert figures["files"] == count
    assert figures["refused"] > count / 4  # the mutations do reach the checks
    assert figures["opened with problems"] > count / 50
    assert figures["most_mb"] < MOST_MB


@pytest.mark.parametrize(
    "count",
    [
        3,
        pytest.param(20, marks=pytest.mark.slow),
        pytest.param(200, marks=pytest.mark.long),
    ],
)
def test_the_command_refuses_hostile_files_in_one_line_or_lists_their_problems(
    count: int, tmp_path: Path
) -> None:
    file = tmp_path / "hostile.layerloom"
    for content in mutated(count, seed=1):
        file.write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-m", "studio", "check", str(file)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode in (0, 1, 2), done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        assert "unexpected" not in done.stderr
        assert "\x1b" not in done.stdout + done.stderr
        if done.returncode == 2:
            assert done.stderr.startswith("layerloom: ")
            assert done.stderr.count("\n") == 1
        else:
            assert not done.stderr
            assert done.stdout


def test_the_originals_are_sound() -> None:
    assert {opened(content) for content in originals()} == {"opened"}


WORST = """
import sys
from studio.project import files
from tests.fuzz.memory import most_mb
each = sys.argv[1].encode() + b","
many = (files.MOST_ITEMS - 10) // sum(each.count(sign) for sign in b",{[")
head = b'{"format": "layerloom", "version": 1, "graph": {"nodes": ['
content = head + each * many + sys.argv[1].encode() + b"]}}"
try:
    files.parse(content)
except files.WrongFile as wrong:
    print(len(wrong.faults), most_mb())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="others count memory in another way")
@pytest.mark.parametrize("item", ["[]", "{}", "1", '""', '{"id":[],"block":{}}', '{"a":1,"b":2}'])
def test_the_worst_file_within_the_limits_takes_little_memory(item: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORST, item],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    faults, most = map(int, done.stdout.split())
    assert faults == 1
    assert 0 < most < MOST_MB
