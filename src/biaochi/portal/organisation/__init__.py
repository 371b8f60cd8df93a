"""Organisations, people, posts and what relates them, every row dated: what held on day X is a query, never a memory."""
