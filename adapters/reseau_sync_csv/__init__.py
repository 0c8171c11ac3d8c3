"""Spreadsheets as calendars: as people write them (docs/design/sheets.md), and the plain form (docs/design/csv.md).

``CsvAdapter`` is what the entry point names; ``left_out`` says what of some events a sheet has no column for;
``table_schema`` is the Frictionless Table Schema of the plain form.
"""

from reseau_sync_csv.adapter import CsvAdapter, CsvSource
from reseau_sync_csv.options import CsvOptions
from reseau_sync_csv.schema import SCHEMAS, render, table_schema
from reseau_sync_csv.writer import left_out
from reseau_sync_csv.writing import CsvWriteOptions

__all__ = ["SCHEMAS", "CsvAdapter", "CsvOptions", "CsvSource", "CsvWriteOptions", "left_out", "render", "table_schema"]
