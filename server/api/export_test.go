package api

// Declared is a route as tests see it.
type Declared struct {
	Method, Path string
	// Who is "anyone", "device", "leaving", "session" or, for a route that does not say, "nobody".
	Who string
}

// DeclaredRoutes lists every route.
func DeclaredRoutes() (out []Declared) {
	names := map[access]string{nobody: "nobody", anyone: "anyone", aDevice: "device", leaving: "leaving", signedIn: "session"}
	for _, r := range (&server{}).routes() {
		out = append(out, Declared{r.method, r.path, names[r.who]})
	}
	return out
}
