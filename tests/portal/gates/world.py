"""The objects that addresses are about: one of each kind on our side, one on the other side."""

from dataclasses import dataclass

from tests.portal.cast import Cast


@dataclass
class World:
    cast: Cast


def make_world(cast: Cast) -> World:
    return World(cast)
