"""Rehearsals (试算): a draft scheme on the facts of a past period, before it is published."""

from __future__ import annotations

from biaochi.scoring.rehearse.rehearsal import Rehearsal, rehearse

__all__ = ["Rehearsal", "rehearse"]
