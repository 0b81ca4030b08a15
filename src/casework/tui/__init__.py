"""The office's screens, in the terminal. Must not know the store: everything is asked of a desk."""
