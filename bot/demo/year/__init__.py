"""A year of the sample group with sixty members, which is made up by chance, and the same at each start."""
