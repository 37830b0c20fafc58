"""The data dictionary tells the truth about the views."""

import re
from pathlib import Path

from monitor.config import bundled
from monitor.store.warehouse import Warehouse


def test_every_view_and_column_is_in_the_dictionary(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path, bundled("warehouse"))
    with warehouse.session() as connection:
        columns = connection.execute(
            "SELECT view_name, column_name FROM duckdb_views() JOIN duckdb_columns()"
            " ON view_name = table_name WHERE NOT duckdb_views.internal"
            " ORDER BY view_name, column_index"
        ).fetchall()
        told = connection.execute("DESCRIBE FROM hits_to_tell('daily')").fetchall()
    columns += [("hits_to_tell(reader)", column[0]) for column in told]
    views: dict[str, list[str]] = {}
    for view, column in columns:
        views.setdefault(view, []).append(column)
    documented = {
        name: re.findall(r"^\| (\w+) \| ", body, re.MULTILINE)[1:]
        for name, body in re.findall(
            r"^### (\w+(?:\(reader\))?)\n(.*?)(?=^##|\Z)",
            bundled("warehouse/README.md").read_text(),
            re.DOTALL | re.MULTILINE,
        )
    }
    assert documented == views
