"""The few tags that the kit's templates need."""

import uuid
from typing import Any

from django import forms, template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def new_form_id() -> str:
    """The id that makes a form answerable once."""
    return str(uuid.uuid4())


@register.filter
def control(field: forms.BoundField) -> SafeString:
    """A form control in the look of the kit, tied to its help and its errors for those who hear the page."""
    widget = field.field.widget
    kind = "form-select" if isinstance(widget, forms.Select) else "form-control"
    if isinstance(widget, forms.CheckboxInput):
        kind = "form-check-input"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        kind = ""
    attributes: dict[str, Any] = {"class": f"{kind} {widget.attrs.get('class', '')} {'is-invalid' if field.errors else ''}".strip()}
    told = [f"{field.auto_id}-help"] if field.help_text else []
    if field.errors:
        told.append(f"{field.auto_id}-errors")
        attributes["aria-invalid"] = "true"
    if told:
        attributes["aria-describedby"] = " ".join(told)
    return field.as_widget(attrs=attributes)


@register.filter
def is_checkbox(field: forms.BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_group(field: forms.BoundField) -> bool:
    """Several controls under one legend."""
    return isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
