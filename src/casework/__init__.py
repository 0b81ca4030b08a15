"""casework: runs a school's written policy on misuse of social media.

Imports nothing, so that asking for the version costs nothing.
"""

__version__ = "0.1.0"
