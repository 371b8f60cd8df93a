"""From the table that an office has to the skeleton of a scheme: what the table says becomes keys, what it leaves open is asked.

Nothing is guessed silently: every open point is a question with the cell it comes from, and a comment in the skeleton where its answer
goes. ``rows`` is what a table holds, ``phrases`` reads its sentences, ``indicators`` and ``questions`` make of them what the skeleton
says, ``skeleton`` writes it.
"""
