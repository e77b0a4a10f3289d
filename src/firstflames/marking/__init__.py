"""The marker: runs each submission by itself, shut away, and tests the answers it gives back as data.

``python -m firstflames.marking FOLDER`` marks a folder. A submission is never imported, unpickled or
evaluated here: :mod:`~firstflames.marking.child` runs it in a process of its own that sees neither
solutions nor network, and hands back numbers, texts and tables as JSON;
:mod:`~firstflames.marking.plain` takes these apart by type; :mod:`~firstflames.marking.judging` runs the
check cells of the exercise's own source on them.
"""
