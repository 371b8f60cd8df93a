"""The way up the tree of organisations: what stands above is found by its paths, without a query."""

from biaochi.portal.organisation.models import Organisation


def paths_above(organisation: Organisation) -> list[str]:
    """The paths of an organisation and of everything above it, the highest first."""
    return prefixes(organisation.path)


def prefixes(path: str) -> list[str]:
    step = Organisation.steplen
    return [path[:length] for length in range(step, len(path) + 1, step)]
