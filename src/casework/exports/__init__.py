"""A case's history on its own: as sentences, redacted for its reader, written down, verified.

Works without a case book. Must not know the store, letters, or how policies are compiled.
"""
