"""What the pages of one scheme share: who may do what with it, and the places it has."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from biaochi.portal.organisation.access import may


def rights(request: HttpRequest, owner: Any) -> dict[str, bool]:
    """What the viewer may do with schemes of ``owner``."""
    names = {"view": "view_scheme", "draft": "draft_scheme", "publish": "publish_scheme", "assign": "assign_scheme"}
    return {word: may(request.viewer, permission, owner) for word, permission in names.items()}


def language() -> str:
    """The language in which the engine speaks: ``zh`` or ``en``."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def context_of(request: HttpRequest, version: Any) -> dict[str, Any]:
    """What every page of a version shows above its own content."""
    return {"version": version, "scheme": version.scheme, "rights": rights(request, version.scheme.owner)}
