"""Form fields as all screens use them."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """The browser's own day picker, which knows ISO days alone, whatever the page's language."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)
