"""What pytest finds of the distribution that brings its plugins.

From the files of a distribution with plugins pytest takes the names of modules whose assertions it
rewrites. Where none lies at the top, for `switchover` is no package of its own, it looks one level
below, and takes `__main__` and names that a project of yours may have (`values`, `cli`); of a
module that is there already it warns, which ends a run whose warnings are errors. This one lies at
the top.
"""
