"""Words for paper: template and values -> Markdown -> blocks, and the life of a letter.

Must not know cases, the store or how paper is set.
"""
