"""PDF and workbooks that are printed or handed on, each from rows that queries give it."""
