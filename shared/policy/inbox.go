package policy

// The commands on what was set aside. They are in no row of the table: who looks after a file has them.
const (
	Adopt    = "adopt"    // take it into the file, under its author's name
	SetAside = "setaside" // leave it where it is, with a reason
)
