"""Whole days of work in a real browser, against a real server: nothing missing, nothing refused by the browser, nothing said in red."""
