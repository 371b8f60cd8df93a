"""Notices: in the portal, and content-free through outside channels. Written in the transaction of their cause, sent after it."""
