"""标尺 Biaochi: facts are recorded once, points are computed, decisions are made by people."""

__version__ = "0.1.0"
