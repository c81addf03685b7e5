"""Advice: what is allowed, trains, and is seldom meant. It keeps nobody from anything."""

from studio.project.advice.advised import NOTHING, Advised, advised
from studio.project.advice.dismissing import with_all_hints, without_hints

__all__ = ["NOTHING", "Advised", "advised", "with_all_hints", "without_hints"]
