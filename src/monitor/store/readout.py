"""What was read out of articles, put together for those who compare it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import duckdb
import pyarrow as pa

from monitor.model import Said, StatedFigure
from monitor.store.rows import Row, ids, rows_of


def stated_figure(row: Row) -> StatedFigure:
    """A figure from a row of the view ``claims``, with the name of its origin where it has one."""
    return StatedFigure(
        article_id=row["article_id"],
        thing=row["thing"],
        unit=row["unit"],
        low=row["low"],
        high=row["high"],
        bound=row["bound"],
        origin=row["origin"],
        sentence=row["sentence"],
        start=row["mark_start"],
        end=row["mark_end"],
        name=row.get("name") or "",
    )


class Read:
    """What was read out of one article, row by row."""

    def __init__(self) -> None:
        self.origins: dict[str, str] = {}
        self.own = False
        self.actors: dict[str, int] = {}
        self.figures: list[StatedFigure] = []


def read_out(
    connection: duckdb.DuckDBPyConnection, article_ids: set[str]
) -> defaultdict[str, Read]:
    """What was read out of articles."""
    found: defaultdict[str, Read] = defaultdict(Read)
    ids(connection, "asked_rows", article_ids)
    semi = "SEMI JOIN asked_rows ON id = article_id"
    for row in rows_of(connection, f"FROM article_origins {semi} ORDER BY article_id, origin"):
        found[row["article_id"]].origins[row["origin"]] = row["name"]
        found[row["article_id"]].own = row["own"]
    for row in rows_of(
        connection,
        f"FROM mentions {semi} WHERE kind IN ('person', 'organisation')"
        " ORDER BY article_id, times DESC, concept",
    ):
        found[row["article_id"]].actors[row["concept"]] = row["times"]
    names = f"SELECT article_id, origin, arg_min(name, place) AS name FROM attributions {semi} GROUP BY ALL"
    for row in rows_of(
        connection,
        f"SELECT claims.*, name FROM claims {semi} LEFT JOIN ({names}) USING (article_id, origin)"
        " ORDER BY article_id, place",
    ):
        found[row["article_id"]].figures.append(stated_figure(row))
    return found


def read_as_told(
    connection: duckdb.DuckDBPyConnection, told: Sequence[Row]
) -> defaultdict[str, Read]:
    """What was read out of the versions that were told; of the newest where those were not read."""
    pairs = [(row["article_id"], version) for row in told for version in row["versions"]]
    connection.register(
        "told_rows",
        pa.table(
            {
                "article_id": pa.array([name for name, _ in pairs], pa.string()),
                "article_version": pa.array([version for _, version in pairs], pa.int32()),
            }
        ),
    )
    known = rows_of(
        connection, "FROM told_rows SEMI JOIN analysis USING (article_id, article_version)"
    )
    read = {row["article_id"] for row in known}
    found = read_out(connection, {name for name, _ in pairs} - read)
    semi = "SEMI JOIN told_rows USING (article_id, article_version)"
    order = "ORDER BY article_id, article_version"
    # Who only passed something on was told as well, and is no news.
    for row in rows_of(
        connection, f"{_as_meant('attribution')} {semi} WHERE origin <> 'anonymous' {order}, place"
    ):
        found[row["article_id"]].origins.setdefault(row["origin"], row["name"])
    for row in rows_of(
        connection,
        f"FROM mention {semi} WHERE kind IN ('person', 'organisation') {order}, times DESC, concept",
    ):
        found[row["article_id"]].actors[row["concept"]] = row["times"]
    for row in rows_of(connection, f"{_as_meant('figure')} {semi} {order}, place"):
        found[row["article_id"]].figures.append(stated_figure(row))
    return found


def _as_meant(table: str) -> str:
    """The rows of a table with the sources of ours that their origins are, as the views have them."""
    return (
        f"FROM (SELECT {table}.* REPLACE (coalesce(meant.origin, {table}.origin) AS origin)"
        f" FROM {table} LEFT JOIN origin_outlets AS meant ON read_as = {table}.origin)"
    )


def said(read: Sequence[Read], *, copy_of: str = "") -> Said:
    """What was read out of articles, put together."""
    return Said(
        origins={origin: name for one in read for origin, name in one.origins.items()},
        actors={actor: times for one in read for actor, times in one.actors.items()},
        figures=tuple(figure for one in read for figure in one.figures),
        copy_of=copy_of,
        own=any(one.own for one in read),
    )
