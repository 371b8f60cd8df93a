"""The portal: Django apps, lowest first; an app imports only what stands below it.

audit · users · outbox · calendar · organisation · schemes · periods · scores, then documents, web and config. Each app reads
models → queries → access → operations; interfaces call operations and queries, never models. ``scores`` is the one bridge to
the engine.
"""
