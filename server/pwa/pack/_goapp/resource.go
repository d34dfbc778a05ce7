package app

// clientResourceResolver would move addresses under /web/ to where a server says they lie. Ours lie where they say.
func clientResourceResolver(string) func(string) string {
	return func(address string) string { return address }
}
