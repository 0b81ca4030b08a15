"""Where the README's figures come from, and the heavy counts. Never imported by the program."""
