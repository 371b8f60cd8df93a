"""First passwords: easy to type from a slip of paper, hard to guess, never stored in clear.

Twelve signs of an alphabet without look-alikes (no 0 O 1 l I), in three groups: 55 bits.
"""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def first_password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
