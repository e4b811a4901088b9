"""Files for people: spreadsheets read and written, PDF, calendar entries. Heavy to import, so only workers do; knows no workflow."""
