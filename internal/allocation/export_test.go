package allocation

// InCents is inCents, for tests.
var InCents = inCents
