"""Spreadsheets and delimited files, read within limits and written as ODS, XLSX and CSV."""
