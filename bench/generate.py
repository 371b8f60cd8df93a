"""Write the benchmark's data: python bench/generate.py MEMBERS FACTS FOLDER.

Plain: ``roster.parquet``, ``facts.parquet``, and the scheme as tables for the baselines (``rules.csv``, ``indicators.csv``,
``categories.csv``).
Irregular: ``roster2.parquet`` (one member in twenty has a second row from 1 July, in the next branch), ``relations2.parquet`` (the
first member of each branch is its 书记), ``facts2.parquet`` (one fact in a hundred is a reversal of the fact before it).
Hashes make the data the same everywhere; facts come clustered by subject, as a ledger export would.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import duckdb

FACTS = """select (hash(i) % {members})::bigint as subject, 'K' || lpad((hash(i * 7 + 1) % 77)::varchar, 2, '0') as kind,
       (date '2025-01-01' + (hash(i * 17 + 3) % 365)::int) as date, (hash(i * 13 + 5) % 50)::int as quantity
from range({facts}) t(i) order by subject"""


def main(members: int, facts: int, folder: Path) -> None:
    """Write all files of one size."""
    folder.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    con.execute(f"""copy (select i::bigint as id, ('M' || i) as name, 'full' as status, (i // 30)::bigint as organisation,
        date '2020-01-01' as "from" from range({members}) t(i)) to '{folder}/roster.parquet'""")
    source = FACTS.format(members=members, facts=facts)
    con.execute(f"copy (select row_number() over () as id, * from ({source})) to '{folder}/facts.parquet' (row_group_size 500000)")
    con.execute(f"""copy (
        select i::bigint as id, ('M' || i) as name, 'full' as status, (i // 30)::bigint as organisation, date '2020-01-01' as "from",
               case when i % 20 = 7 then date '2025-07-01' end as "to" from range({members}) t(i)
        union all
        select i::bigint, 'M' || i, 'full', ((i // 30 + 1) % greatest(1, {members} // 30))::bigint, date '2025-07-01', null
        from range({members}) t(i) where i % 20 = 7
        order by 1, 5) to '{folder}/roster2.parquet'""")
    con.execute(f"""copy (select (i * 30)::bigint as subject, '书记' as relation, i::bigint as target
        from range({(members + 29) // 30}) t(i)) to '{folder}/relations2.parquet'""")
    con.execute(f"""copy (
        with f as (select row_number() over () as id, * from ({source}))
        select id, subject, kind, date, quantity,
               case when id % 100 = 50 and lag(subject) over (order by id) = subject and (id - 1) % 100 <> 50 then id - 1 end as reverses
        from f order by id) to '{folder}/facts2.parquet' (row_group_size 500000)""")
    tables(folder)


def tables(folder: Path) -> None:
    """The scheme as tables, for the baselines."""
    with open(folder / "rules.csv", "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["kind", "indicator", "points", "cap"])
        out.writerows([f"K{i:02d}", i % 32, "-0.1" if i % 9 == 8 else "0.1", 5 + i / 10] for i in range(77))
    with open(folder / "indicators.csv", "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["indicator", "category", "cap"])
        out.writerows([i, i % 3, 12] for i in range(32))
    with open(folder / "categories.csv", "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["category", "cap"])
        out.writerows([[0, 60], [1, 30], [2, 10]])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
