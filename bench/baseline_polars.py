"""The benchmark's job as a Polars query: baseline_polars.py FOLDER. Prints seconds and the checksum."""

from __future__ import annotations

import sys
import time

import polars as pl


def query(folder: str) -> pl.DataFrame:
    """Scored and ranked members."""
    rules = pl.scan_csv(f"{folder}/rules.csv").select(
        "kind", "indicator", (pl.col("points") * 10).round().cast(pl.Int32).alias("tenths"),
        (pl.col("cap") * 10).round().cast(pl.Int32).alias("rule_cap"))  # fmt: skip
    indicators = pl.scan_csv(f"{folder}/indicators.csv").select(
        "indicator", "category", (pl.col("cap") * 10).cast(pl.Int32).alias("indicator_cap"))  # fmt: skip
    categories = pl.scan_csv(f"{folder}/categories.csv").select(
        "category", (pl.col("cap") * 10).cast(pl.Int32).alias("category_cap"))  # fmt: skip
    total = (
        pl.scan_parquet(f"{folder}/facts.parquet")
        .group_by("subject", "kind").agg(pl.col("quantity").sum(), (pl.col("quantity").max() >= 49).alias("high"))
        .join(rules, on="kind")
        .with_columns((pl.col("quantity") * pl.col("tenths")).clip(-pl.col("rule_cap"), pl.col("rule_cap")).alias("s"),
                      (pl.col("high") & (pl.col("kind") == "K76")).alias("veto"))
        .group_by("subject", "indicator").agg(pl.col("s").sum(), pl.col("veto").any())
        .join(indicators, on="indicator").with_columns(pl.col("s").clip(-pl.col("indicator_cap"), pl.col("indicator_cap")))
        .group_by("subject", "category").agg(pl.col("s").sum(), pl.col("veto").any())
        .join(categories, on="category").with_columns(pl.col("s").clip(0, pl.col("category_cap")))
        .group_by("subject").agg(pl.col("s").sum(), pl.col("veto").any())
        .with_columns(pl.when("veto").then(0).otherwise("s").alias("s")))  # fmt: skip
    return (
        pl.scan_parquet(f"{folder}/roster.parquet").select(pl.col("id").alias("subject"), "organisation")
        .join(total, on="subject", how="left").with_columns(pl.col("s").fill_null(0))
        .with_columns(pl.col("s").rank("min", descending=True).over("organisation").alias("place"))
        .collect(engine="streaming"))  # fmt: skip


if __name__ == "__main__":
    started = time.perf_counter()
    scored = query(sys.argv[1])
    seconds = time.perf_counter() - started
    print("polars", round(seconds, 2), int(scored["s"].cast(pl.Int64).sum()) * 10, int(scored["place"].cast(pl.Int64).sum()),
          int((scored["s"] >= 900).sum()))  # fmt: skip
