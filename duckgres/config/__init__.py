"""The configuration: one table of settings, read from flags, environment, YAML and defaults.

``model`` holds the table and the dataclasses everyone else sees, ``values`` the forms a value may
have, ``flags`` and ``document`` the two sources that need parsing, ``users`` the one setting that
is not a scalar, ``load`` puts the sources in order, ``validate`` looks at files and at settings
together, ``docs`` writes the pages out of the table.
"""
