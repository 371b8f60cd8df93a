"""Chinese sentences of the engine as they are printed."""

from biaochi.files.page import spaced, typeset


def set_in_type(text: str) -> str:
    return spaced(typeset(text))
