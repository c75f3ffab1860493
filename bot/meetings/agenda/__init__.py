"""The agenda of a meeting: what is read aloud, in its order, about those alone who are there or expected."""
