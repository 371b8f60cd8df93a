"""Which of the red lines of 国办函〔2026〕12号 a scheme crosses where it is to hold."""

from biaochi.portal.organisation.models import Organisation
from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.load import Loaded


def crossed(loaded: Loaded, owner: Organisation) -> list[Finding]:
    """Errors that the kind of body adds to those of the checker, which bars the same things everywhere."""
    return []
