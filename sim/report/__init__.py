"""Report: figures, tables, fonts, in English and Chinese."""
