"""Whether what a file says makes sense: one small check each, over the file and what is loaded.

Which check has something to say follows from the declared columns of the extract: those that run up through the year,
those with a ceiling, the key, the period. No check changes anything.
"""
