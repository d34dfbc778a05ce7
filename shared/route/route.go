// Package route knows where every page of the staff app lives: the app shows the page of a path, the server answers every
// one with the shell, and both build links here and nowhere else.
//
// Paths are Indonesian, short, and hold nothing but random ids: an address bar, a history or a log must not tell
// what a page is about beyond what its neutral title says. No page needs a query to open.
package route

import "strings"

// Page names one page of the app.
type Page string

// The pages, by what they show.
const (
	// NotFound is what Parse answers to a path that is no page.
	NotFound Page = ""
	// Today lists what is overdue, due and coming, and what is not yet sent.
	Today Page = "today"
	// SignIn asks for name and password.
	SignIn Page = "signin"
	// Complaints is the inbox of complaint tickets.
	Complaints Page = "complaints"
	// NewComplaint is the eight-question intake.
	NewComplaint Page = "newComplaint"
	// NewCall logs somebody who only asked.
	NewCall Page = "newCall"
	// Complaint is one ticket with its triage.
	Complaint Page = "complaint"
	// Cases lists and searches cases.
	Cases Page = "cases"
	// NewCase opens a case, with or without a ticket before it.
	NewCase Page = "newCase"
	// Case is one case file.
	Case Page = "case"
	// More holds settings, help, installing and signing out.
	More Page = "more"
	// Devices lists devices and sessions.
	Devices Page = "devices"
	// Shared takes up what another app of the phone gave to this one.
	Shared Page = "shared"
	// Inbox holds what could not be put where it was meant for.
	Inbox Page = "inbox"
	// Welcome is where a one-time link leads: somebody chooses a first password.
	Welcome Page = "welcome"
	// Notified is where a notification leads: it finds out on the device what the random token stands for.
	Notified Page = "notified"
)

// The fixed paths.
const (
	TodayPath        = "/"
	SignInPath       = "/masuk"
	ComplaintsPath   = "/aduan"
	NewComplaintPath = "/aduan/baru"
	NewCallPath      = "/aduan/tanya"
	CasesPath        = "/kasus"
	NewCasePath      = "/kasus/baru"
	MorePath         = "/lainnya"
	DevicesPath      = "/lainnya/perangkat"
	InboxPath        = "/kotak"
	SharedPath       = "/bagikan"
	WelcomePath      = "/mulai"
	// NeutralPath is the quick exit: a static page of ours without the app, not among the pages that Parse knows.
	NeutralPath = "/tenang"
)

// The stems of the paths that end in an id or a token.
const (
	complaintStem = "/aduan/"
	caseStem      = "/kasus/"
	notifiedStem  = "/t/"
)

// fixed is every page without a parameter.
var fixed = [...]struct {
	path string
	page Page
}{
	{TodayPath, Today},
	{SignInPath, SignIn},
	{ComplaintsPath, Complaints},
	{NewComplaintPath, NewComplaint},
	{NewCallPath, NewCall},
	{CasesPath, Cases},
	{NewCasePath, NewCase},
	{MorePath, More},
	{DevicesPath, Devices},
	{InboxPath, Inbox},
	{SharedPath, Shared},
	{WelcomePath, Welcome},
}

// ID is a record's id: its text form is what stands in the path.
type ID interface{ String() string }

// ToComplaint is the path of one complaint.
func ToComplaint(id ID) string { return complaintStem + id.String() }

// ToCase is the path of one case.
func ToCase(id ID) string { return caseStem + id.String() }

// ToNotified is the path that a notification opens. The token is random, 22 base64url characters, and means
// nothing to who reads it.
func ToNotified(token string) string { return notifiedStem + token }

// ToWelcome is the path of a one-time link. The token stands in the fragment, which browsers never send, so that
// no proxy and no log sees it.
func ToWelcome(token string) string { return WelcomePath + "#" + token }

// Place is a path understood.
type Place struct {
	Page Page
	// ID is the text of the record's id on Complaint and Case, the token on Notified, otherwise empty.
	ID string
}

// Parse tells which page a path is. It takes the path alone, without query and fragment; one slash too many at the
// end is forgiven. A path whose id is not a lower-case UUID is NotFound.
func Parse(path string) Place {
	if len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	for _, f := range fixed {
		if f.path == path {
			return Place{Page: f.page}
		}
	}

	if id, ok := strings.CutPrefix(path, complaintStem); ok && isUUID(id) {
		return Place{Page: Complaint, ID: id}
	}
	if id, ok := strings.CutPrefix(path, caseStem); ok && isUUID(id) {
		return Place{Page: Case, ID: id}
	}
	if token, ok := strings.CutPrefix(path, notifiedStem); ok && isToken(token) {
		return Place{Page: Notified, ID: token}
	}
	return Place{}
}

// Fixed lists the paths without a parameter.
func Fixed() []string {
	paths := make([]string, len(fixed))
	for i, f := range fixed {
		paths[i] = f.path
	}
	return paths
}

// Patterns lists the paths with a parameter as regular expressions, for the service worker. They accept what Parse accepts.
func Patterns() []string {
	const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
	return []string{
		"^" + complaintStem + uuid + "/?$",
		"^" + caseStem + uuid + "/?$",
		"^" + notifiedStem + "[0-9A-Za-z_-]{22}/?$",
	}
}

// isUUID accepts the canonical text of a UUID of any version: 8-4-4-4-12 lower-case hexadecimal digits.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f') {
				return false
			}
		}
	}
	return true
}

// isToken accepts 22 base64url characters: 16 random bytes without padding.
func isToken(s string) bool {
	if len(s) != 22 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}
