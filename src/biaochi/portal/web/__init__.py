"""Pages. A request is view → form → access → one operation or query → template; a view touches no model, a template computes nothing.

A folder a screen (``urls``, ``views``, ``forms``), its templates under ``templates/<screen>/``; ``kit`` is what all pages share.
"""
