"""The words of notes: Markdown of the simple kind that reads no file and asks no network."""

from __future__ import annotations

import builtins
import random
import socket
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QTextBlock, QTextCharFormat, QTextDocument

from studio.graph.graph import Graph
from studio.graph.paper import LONGEST_NOTE, Note
from studio.graph.paper_edits import with_pieces
from studio.ui.canvas.paper import words
from studio.ui.canvas.paper.words import LEAST_HEIGHT, MOST_HEIGHT, note_height, paint_words
from tests.ui.canvas.drawn import Hand, chain

HOSTILE = (
    "![x](file:///etc/passwd)",
    "![x](http://127.0.0.1:9/x.png)",
    "![x][ref]\n\n[ref]: file:///etc/passwd",
    "![](:/qt-project.org/qmessagebox/images/qtlogo-64.png)",
    '<img src="file:///etc/passwd"><link rel="stylesheet" href="file:///etc/passwd">',
    "<script>alert(1)</script><object data='file:///etc/passwd'>",
    "[![x](file:///etc/passwd)](file:///etc/passwd)",
    "`![x](file:///etc/passwd)`",
)


def laid_out(text: str) -> QTextDocument:
    return words._laid_out(text, 240.0, "light")


def letters(block: QTextBlock) -> dict[str, QTextCharFormat]:
    """How each run of letters of a block is set."""
    found, at = {}, block.begin()
    while not at.atEnd():
        found[at.fragment().text().strip()] = at.fragment().charFormat()
        at += 1
    return found


def painted(text: str) -> QImage:
    image = QImage(240, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_words(painter, text, 240.0)
    painter.end()
    return image


@pytest.mark.parametrize("text", HOSTILE)
def test_no_picture_no_file_and_no_address_is_asked_for(
    text: str, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    asked: list[str] = []

    def watched(document: QTextDocument, kind: int, name: QUrl | str) -> object:
        asked.append(str(name))
        return None

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a note opened something")

    monkeypatch.setattr(words._Words, "loadResource", watched)
    monkeypatch.setattr(builtins, "open", refused)
    monkeypatch.setattr(socket, "socket", refused)
    words._laid_out.cache_clear()
    painted(text)
    assert not asked
    plain = laid_out(text).toPlainText()
    assert "￼" not in plain  # what stands for a picture
    assert "root:" not in plain


def test_html_is_shown_as_it_was_typed(qapp: object) -> None:
    assert laid_out("a <b>bold</b> word").toPlainText() == "a <b>bold</b> word"


def test_simple_markdown_is_set_in_letters_of_its_own(qapp: object) -> None:
    made = laid_out("# Head\n**bold** and *slanted* and `code`\n\n- one\n- two")
    assert made.toPlainText().splitlines() == ["Head", "bold and slanted and code", "one", "two"]
    blocks = [made.findBlockByNumber(n) for n in range(4)]
    formats = letters(blocks[1])
    assert formats["bold"].fontWeight() >= 600
    assert formats["slanted"].fontItalic()
    assert formats["code"].fontFixedPitch()
    assert blocks[0].begin().fragment().charFormat().fontWeight() >= 600
    assert blocks[2].textList() is not None


def test_lines_stay_lines(qapp: object) -> None:
    assert laid_out("one\ntwo\n\nthree").toPlainText().split() == ["one", "two", "three"]
    assert note_height("one\ntwo\nthree", 240.0) > note_height("one", 240.0)


def test_a_note_is_neither_too_low_nor_too_high(qapp: object) -> None:
    assert note_height("", 240.0) == LEAST_HEIGHT
    assert note_height("# x\n" * 999, 240.0) == MOST_HEIGHT


def test_drawn_nonsense_is_laid_out_in_no_time(qapp: object) -> None:
    dice, signs = random.Random(0), ["> ", "- ", "*", "_", "[", "](", "`", "#", "\n", "a ", "1. "]
    signs += ["<", "![", "    ", "~~~\n", "---\n", "\\", "&#x0;", "\x00", "卷", "‮", "|"]
    texts = ["".join(dice.choices(signs, k=2_000))[:LONGEST_NOTE] for _ in range(60)]
    texts += [sign * (LONGEST_NOTE // len(sign)) for sign in signs]
    start = time.process_time()
    assert all(LEAST_HEIGHT <= note_height(text, 240.0) <= MOST_HEIGHT for text in texts)
    assert time.process_time() - start < 10


def test_a_long_note_seen_very_near_takes_no_huge_pixmap(
    opened: Callable[[Graph], Hand],
) -> None:
    text = "many words " * (LONGEST_NOTE // 11)
    hand = opened(with_pieces(chain(), Note(id="note_1", text=text, x=264.0, width=1_200.0)))
    hand.view.camera.zoom_to(4.0)
    hand.view.camera.centre(hand.view.sheet.papers.rect(0).center())
    hand.settle()
    kept = hand.view.sheet.pixmaps._kept.items()
    notes = [pixmap for key, pixmap in kept if isinstance(key, tuple) and key[0] == "note"]
    assert all(pixmap.width() * pixmap.height() <= 4e6 for pixmap in notes)
