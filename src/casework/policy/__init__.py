"""The policy file: its shape, how it is read and checked, and what it decides. Must not store anything."""
