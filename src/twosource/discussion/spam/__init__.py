"""Pure functions on words: how they are told apart, what they are like, what a rule or the filter says of them."""
