"""Explanations: why a value is what it is, from the total down to the facts, so that anyone can check it by hand.

Words: a *node* is one value with the *operation* that makes it out of its children, and the *steps* that follow (round, clamp, …). The
operations are few and fixed (`node.OPERATIONS`, `node.STEPS`); folding them from the leaves upwards gives exactly the settled digits.
A *leaf* is a constant: a number of the scheme, of a fact, of the roster, or of another table that was settled before.

Worked example: three of four meetings at ten points and a cap of 7:
``rule clamp(7) ← product(quotient(3, 4), 10)`` says 「3 ÷ 4 × 10 = 7.5,封顶 7」.
"""

from __future__ import annotations

from biaochi.scoring.explain.as_json import as_json
from biaochi.scoring.explain.as_text import as_text
from biaochi.scoring.explain.explanation import Explanation, SubjectNotFound, explain

__all__ = ["Explanation", "SubjectNotFound", "as_json", "as_text", "explain"]
