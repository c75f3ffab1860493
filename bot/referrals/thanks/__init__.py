"""A receiver thanks a giver, with an amount or without."""
