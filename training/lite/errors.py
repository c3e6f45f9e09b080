"""The one exception that the command line reports as a single line instead of a traceback."""

from __future__ import annotations


class TrainingError(Exception):
    """An expected failure: the message names the file or argument, what is wrong and the way out."""
