"""Thanks: a member thanks another publicly, with a private amount or without."""
