"""The use cases: every change to the records goes through here."""
