"""Explanations of random schemes over random worlds fold to the settled digits, too."""

import pytest
from tests.properties.both import Way, read_by_both, settlement_of_engine
from tests.properties.schemes import random_scheme
from tests.properties.worlds import random_world
from tests.scoring.explain.test_folding import check, explanations

from biaochi.scoring.explain import as_text
from biaochi.scoring.findings import Refused

REFUSED_MAX = 4
"""Of forty schemes: what may not be settled has nothing to explain."""


@pytest.mark.parametrize("first", [pytest.param(0), *(pytest.param(n, marks=pytest.mark.slow) for n in range(40, 400, 40))])
def test_random_schemes_fold_to_the_settled_digits(first: int) -> None:
    refused = 0
    for seed in range(first, first + 40):
        generated = random_scheme(seed)
        try:
            settlement = settlement_of_engine(read_by_both(generated.scheme), random_world(generated, seed), Way(True))
        except Refused:
            refused += 1
            continue
        for explanation, settled in explanations(settlement):
            check(explanation, settled)
            assert as_text(explanation) and as_text(explanation, "en")
    assert refused <= REFUSED_MAX
