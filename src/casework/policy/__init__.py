"""The policy file: its shape, how it is read and checked, what it decides. Must not store."""
