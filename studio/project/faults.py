"""Faults: what is wrong with a file, each with its place, in words that people understand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from studio.language import number, tr

MOST_ERRORS: Final = 1_000  # more than these would take half a gigabyte to list
LONGEST: Final = 64  # characters that a text of the file gets in a sentence

_SENTENCES: Final[Mapping[str, str]] = {
    "missing": "this is missing",
    "extra_forbidden": "there is no such setting",
    "union_tag_not_found": "the kind is missing",
    "union_tag_invalid": 'there is nothing of the kind "{tag}" here',
    "graph": "{text}",
    "json_invalid": "this is not JSON: {error}",
    "finite_number": "must be a finite number",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "string_type": "must be a text",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "has characters that are not allowed here",
    "literal_error": "must be one of {expected}",
    "tuple_type": "must be a list",
    "too_long": "must have at most {max_length} items",
    "too_short": "must have at least {min_length} items",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a file: the place in it, and what is wrong there."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


def faults(error: ValidationError, raw: object) -> Iterator[Fault]:
    """Every fault that pydantic found in a file, whose plain JSON is `raw`."""
    if error.error_count() > MOST_ERRORS:
        yield Fault(
            "",
            tr("The file has {n} faults; it is not a Layerloom project.").format(
                n=number(error.error_count())
            ),
        )
        return
    for details in error.errors(include_url=False):
        yield Fault(_place(details["loc"], raw), _sentence(details))


def sentence(error: ValidationError) -> str:
    """What is wrong with a value that a person entered: the first thing that pydantic found."""
    (first, *_) = error.errors(include_url=False)
    return _sentence(first)


def shown(text: str) -> str:
    """A text of the file, short and without signs that would steer a terminal."""
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return "".join(sign if sign.isprintable() else "�" for sign in text)


def _place(loc: tuple[int | str, ...], raw: object) -> str:
    """The place in the file: `graph.nodes[3] "conv_1".block.filters`."""
    text, here = "", raw
    for step in loc:
        if isinstance(step, int):
            text += f"[{step}]"
            here = here[step] if isinstance(here, list) and step < len(here) else None
            if isinstance(here, dict) and isinstance(id := here.get("id", here.get("name")), str):
                text += f' "{shown(id)}"'
        elif "→" in step:
            text += f' "{step}"'  # a wire is its own place
        elif isinstance(here, Mapping) and step not in here and here.get("kind") == step:
            continue  # pydantic repeats the kind of a block as a step of its own
        else:
            text += f".{shown(step)}" if text else shown(step)
            here = here.get(step) if isinstance(here, dict) else None
    return text


def _sentence(details: ErrorDetails) -> str:
    context = {
        name: shown(value) if isinstance(value, str) and name == "tag" else value
        for name, value in details.get("ctx", {}).items()
    }
    known = _SENTENCES.get(details["type"])
    # What pydantic says of anything else is not translated, but it is said.
    text = tr(known).format(**context) if known else details["msg"]
    value = repr(details["input"]) if isinstance(details["input"], str | int | float) else ""
    return f"{text} ({value})" if value and len(value) <= LONGEST and "tag" not in context else text
