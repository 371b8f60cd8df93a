"""A quota is one number for everybody it counts together (名额, sections 6 and 10).

Its number may be a parameter, or depend on the kind of subject; then it can differ between organisations, but not inside its own scope.

Worked example: 名额 〔优秀名额〕 within the organisation may be 3 in one branch and 2 in another; within 全体 it must be the same in both.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text

Ints = NDArray[Any]


class QuotasDiffer(Refused):
    """One quota is not one number for those it counts together."""


def check_one_number(groups: Ints, places: Ints) -> None:
    """Raises QuotasDiffer where the subjects of one group have different numbers for one quota."""
    order = np.lexsort((places, groups))
    groups, places = groups[order], places[order]
    differ = np.flatnonzero((groups[1:] == groups[:-1]) & (places[1:] != places[:-1]))
    if len(differ):
        one, two = int(places[differ[0]]), int(places[differ[0] + 1])
        what = Text(f"同一范围内的名额填了不同的数:{one} 与 {two}", f"one quota has different numbers inside its scope: {one} and {two}")
        why = Text("名额在它的范围内只能是一个数", "a quota is one number for everybody it counts together")
        remedy = Text("改正参数文件,或把名额的范围改小到组织、分类", "correct the parameters file, or narrow the quota's scope")
        raise QuotasDiffer([Finding("quota-differs", Severity.ERROR, Place("parameters"), what, why, remedy)])
