from studio.project import files
from studio.project.migrations import MIGRATIONS, Raw, migrated


def renamed(raw: Raw) -> Raw:
    return {**raw, "notes": raw["remarks"]}


def shortened(raw: Raw) -> Raw:
    return {name: value for name, value in raw.items() if name != "remarks"}


def test_a_file_goes_through_every_step_from_its_version_on() -> None:
    steps = [renamed, shortened]
    oldest = {"version": 1, "remarks": "hello"}
    assert migrated(dict(oldest), 1, steps) == {"version": 3, "notes": "hello"}
    assert migrated({"version": 2, "remarks": "x"}, 2, steps) == {"version": 3}
    assert migrated({"version": 3}, 3, steps) == {"version": 3}


def test_the_version_of_the_format_counts_the_migrations() -> None:
    assert len(MIGRATIONS) + 1 == files.VERSION
