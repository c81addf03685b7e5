"""Which device is chosen, on machines that are not at hand."""

from types import SimpleNamespace

import pytest

from studio.training.device import Device, chosen, devices, free_memory, free_ram
from studio.training.refused import Refused


def machine(*there: str) -> SimpleNamespace:
    """A torch on a machine that has these devices."""

    def part(kind: str, **functions) -> SimpleNamespace:
        return SimpleNamespace(is_available=lambda: kind in there, **functions)

    return SimpleNamespace(
        cuda=part("cuda", get_device_name=lambda: "H100", mem_get_info=lambda: (70, 80)),
        xpu=part("xpu", get_device_name=lambda: "Arc", mem_get_info=lambda: (7, 8)),
        backends=SimpleNamespace(mps=part("mps")),
        mps=SimpleNamespace(recommended_max_memory=lambda: 16, driver_allocated_memory=lambda: 5),
    )


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ((), "cpu"),
        (("cuda",), "cuda"),
        (("mps",), "mps"),
        (("xpu",), "xpu"),
        (("xpu", "cuda"), "cuda"),
    ],
)
def test_auto_takes_the_fastest_device_that_is_there(there, expected) -> None:
    assert chosen("auto", machine(*there)).kind == expected


@pytest.mark.parametrize("kind", ["cuda", "mps", "xpu", "cpu"])
def test_a_device_that_is_there_can_be_asked_for(kind) -> None:
    assert chosen(kind, machine("cuda", "mps", "xpu")).kind == kind


@pytest.mark.parametrize(
    ("kind", "title"), [("cuda", "CUDA"), ("mps", "Apple graphics"), ("xpu", "Intel graphics")]
)
def test_a_device_that_is_not_there_is_refused_by_its_name(kind, title) -> None:
    with pytest.raises(Refused) as caught:
        chosen(kind, machine())
    assert caught.value.what == f"{title} is not available."
    assert "Auto" in caught.value.remedy


def test_devices_are_listed_with_the_names_that_people_know() -> None:
    listed = devices(machine("cuda", "xpu", "mps"))
    assert [device.name for device in listed] == ["H100", "Apple graphics", "Arc", "Processor"]


def test_an_older_torch_without_intel_graphics_has_the_others() -> None:
    torch = machine("cuda")
    del torch.xpu
    assert [device.kind for device in devices(torch)] == ["cuda", "cpu"]


def test_each_device_gets_the_ways_of_working_that_pay_on_it() -> None:
    ways = {
        d.kind: (d.channels_last, d.non_blocking) for d in devices(machine("cuda", "mps", "xpu"))
    }
    assert ways == {
        "cuda": (True, True),
        "mps": (False, False),
        "xpu": (True, True),
        "cpu": (True, False),
    }


@pytest.mark.parametrize(("kind", "free"), [("cuda", 70), ("xpu", 7), ("mps", 11)])
def test_free_memory_is_that_of_the_device(kind, free) -> None:
    assert free_memory(Device(kind, ""), machine(kind)) == free


def test_free_memory_of_the_processor_is_what_the_system_can_still_give(tmp_path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:    4 kB\n")
    assert free_ram(tmp_path, tmp_path) == 4096
    (tmp_path / "memory.max").write_text("max\n")
    assert free_ram(tmp_path, tmp_path) == 4096
    (tmp_path / "memory.max").write_text("3000\n")
    (tmp_path / "memory.current").write_text("1000\n")
    assert free_ram(tmp_path, tmp_path) == 2000
    # Files that were read are kept in memory only as long as nobody needs it.
    (tmp_path / "memory.stat").write_text("anon 100\ninactive_file 900\nactive_file 7\n")
    assert free_ram(tmp_path, tmp_path) == 2900


def test_a_system_without_meminfo_counts_all_its_memory(tmp_path, monkeypatch) -> None:
    pages = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 10}
    monkeypatch.setattr("os.sysconf", pages.__getitem__, raising=False)
    assert free_ram(tmp_path) == 40960
    monkeypatch.delattr("os.sysconf")
    assert free_ram(tmp_path) is None
