"""The benchmark's job as one hand-written DuckDB query: baseline_duckdb.py FOLDER [THREADS]. Prints seconds and the checksum."""

from __future__ import annotations

import sys
import time

import duckdb

QUERY = """
create table scored as
with r as (select kind, indicator, (points * 10)::int as tenths, (cap * 10)::int as cap from '{folder}/rules.csv'),
i as (select indicator, category, (cap * 10)::int as cap from '{folder}/indicators.csv'),
c as (select category, (cap * 10)::int as cap from '{folder}/categories.csv'),
by_rule as (select subject, kind, sum(quantity)::int as q, bool_or(kind = 'K76' and quantity >= 49) as veto
            from '{folder}/facts.parquet' group by subject, kind),
by_indicator as (select b.subject, r.indicator, sum(least(greatest(b.q * r.tenths, -r.cap), r.cap))::int as s, bool_or(veto) as veto
                 from by_rule b join r using (kind) group by b.subject, r.indicator),
by_category as (select b.subject, i.category, sum(least(greatest(b.s, -i.cap), i.cap))::int as s, bool_or(veto) as veto
                from by_indicator b join i using (indicator) group by b.subject, i.category),
total as (select b.subject, case when bool_or(veto) then 0 else sum(least(greatest(b.s, 0), c.cap))::int end as s
          from by_category b join c using (category) group by b.subject),
ranked as (select m.id, m.organisation, coalesce(t.s, 0) as s,
                  rank() over (partition by m.organisation order by coalesce(t.s, 0) desc) as place,
                  count(*) over (partition by m.organisation) as n
           from '{folder}/roster.parquet' m left join total t on t.subject = m.id)
select id, s, place, case when s >= 900 then 'A' when s >= 610 then 'B' else 'C' end as grade,
       place <= ceil(n * 0.1) as top10 from ranked"""

if __name__ == "__main__":
    folder, threads = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2
    con = duckdb.connect()
    con.execute(f"set threads={threads}")
    started = time.perf_counter()
    con.execute(QUERY.format(folder=folder))
    seconds = time.perf_counter() - started
    row = con.execute("select sum(s) * 10, sum(place), count(*) filter (grade = 'A') from scored").fetchone()
    print("duckdb", round(seconds, 2), *(int(x) for x in row or ()))
