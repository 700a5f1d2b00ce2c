"""The report on a result: its sections as plain parts, then as a page or a Word document."""
