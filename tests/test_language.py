"""Texts in the person's language, and numbers as people write them."""

import struct
from pathlib import Path

from studio.language import catalogue, number, tr, tr_count


def written(folder: Path, language: str, texts: dict[str, str]) -> None:
    """Write a compiled gettext catalogue: a header, two tables of (length, offset), the texts."""
    pairs = sorted(texts.items())
    tables, body = b"", b""
    for column in (0, 1):
        for pair in pairs:
            text = pair[column].encode()
            tables += struct.pack("<2I", len(text), 28 + 16 * len(pairs) + len(body))
            body += text + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    file = folder / language / "LC_MESSAGES" / "layerloom.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(header + tables + body)


def test_a_catalogue_of_a_wanted_language_is_found(tmp_path: Path) -> None:
    written(tmp_path, "de", {"Open": "Öffnen", "": "Content-Type: text/plain; charset=UTF-8\n"})

    assert catalogue(tmp_path, ["fr", "de_DE.UTF-8"]).gettext("Open") == "Öffnen"


def test_a_text_without_a_catalogue_stays_as_it_is_written(tmp_path: Path) -> None:
    assert catalogue(tmp_path, ["de"]).gettext("Open") == "Open"
    assert tr("Open") == "Open"


def test_an_empty_text_stays_empty_and_is_not_the_head_of_the_catalogue() -> None:
    assert tr("") == ""


def test_a_count_takes_the_form_that_fits_it() -> None:
    forms = ("{n} block", "{n} blocks")

    assert [tr_count(*forms, n) for n in (0, 1, 2000)] == ["0 blocks", "1 block", "2,000 blocks"]


def test_numbers_have_separators_and_a_true_minus() -> None:
    assert number(225034) == "225,034"
    assert number(-1.5) == "−1.5"
