"""Cases: examples a clerk can sign, run against a scheme (docs/cases.md)."""

from biaochi.scoring.cases.run import CaseResult, CasesFile, load_cases, run_case

__all__ = ["CaseResult", "CasesFile", "load_cases", "run_case"]
