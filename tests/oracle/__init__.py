"""A second, slow interpreter of the scheme language, written from docs/scheme-language.md alone, in exact fractions.

It shares no code with the engine and must never import it: where the two disagree, one of them misreads the page.
`readings.md` lists the sentences that leave a choice and the choice taken here. Read the modules in this order:
grammar, language, extension, numbers, calendar, world, ledger, expressions, conditions, rules, selection, sharing,
tree, settlement, judgement, outcomes, settle, cases.
"""
