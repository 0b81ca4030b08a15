"""The cases of the practice school, a module for each policy."""
