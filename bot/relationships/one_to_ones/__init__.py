"""One-to-ones: talks of two members, which one notes and the other confirms, and when they have the next. Nobody but the two reads them."""
