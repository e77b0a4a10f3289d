"""The checks: what in the text agrees with itself and with others, and what does not.

``registry`` holds them and computes verdicts; each other module is a theme. ``rules`` is about the data:
what a mistyped cell would break.
"""
