"""The options of charts, as data for the page."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _


def portrait_option(parts: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    """One's own points beside the mean of the organisation, a pair of bars each; what is not known has no bar."""
    shown = list(reversed(parts))
    return {
        "aria": {"enabled": True},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 24, "top": 36, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": [name for name, _own, _mean in shown], "axisLabel": {"width": 110, "overflow": "break"}},
        "series": [
            {"name": _("本人"), "type": "bar", "data": [bar(own) for _name, own, _mean in shown]},
            {"name": _("所在组织平均"), "type": "bar", "data": [bar(mean) for _name, _own, mean in shown]},
        ],
    }


def bar(points: str) -> float | None:
    return float(points) if points else None
