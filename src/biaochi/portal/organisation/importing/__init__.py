"""Files on their way into the roster: columns, what a file would change, the change itself, and taking it back.

A batch is *received* (its file is kept), *compared* (``plan``: every difference and fault at once, nothing written), *committed* (as a
whole, and only if comparing again gives the digest that was shown), perhaps *undone*. The same file twice has no differences.
"""
