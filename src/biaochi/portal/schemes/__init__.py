"""Schemes (办法) as an organisation keeps them: drafts, versions, who published what, whom each version holds for, parameters.

The text is the scheme file of the engine; reading, checking and printing it is ``biaochi.scoring.scheme``'s.
"""
