package api

// Search is the body of POST SearchPath. What is looked for travels in a body, because addresses are written down in
// histories and logs.
type Search struct {
	Query string `json:"query" minLength:"2" maxLength:"200"`
}

// Found is the answer: where, and nothing of what stands there.
type Found struct {
	// Hits are the files that have every word of the query in parts that the user may read: those that name it first, then
	// what was changed last.
	Hits []Hit `json:"hits"`
	// Looked is how many files were looked through. Older says that there are older ones that were not.
	Looked int  `json:"looked"`
	Older  bool `json:"older"`
}

// Hit is one file that was found.
type Hit struct {
	File string `json:"file"`
	// Place is a place of shared/find.
	Place uint8 `json:"place"`
}
