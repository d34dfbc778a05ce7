package policy_test

import (
	"slices"
	"strings"
	"testing"

	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"
)

// matrix is the table of the design, written a second time and in another form: r and w with the numbers of the
// parts, c creates, s standing in the unit. Every role has every kind of file; a dash says that nothing is allowed.
var matrix = []struct {
	role                             policy.Role
	complaint, kase, copy, user, own string
}{
	{policy.IntakeOfficer, "r123 w123 c s", "r1", "-", "-", "-"},
	{policy.Companion, "r123 w123 c", "r12356 w12356 c", "-", "-", "-"},
	{policy.CaseManager, "r123 w123 c", "r123456 w12356 c", "-", "-", "-"},
	{policy.Supervisor, "r123 w1 s", "r123567 w17 s", "-", "-", "-"},
	{policy.UPTDHead, "r123 w1 s", "r123567 w17 s", "-", "-", "-"},
	{policy.IntakeChief, "r123 w1 s", "r123567 w17 s", "-", "-", "-"},
	{policy.FollowUpChief, "r123 w1 s", "r123567 w17 s", "-", "-", "-"},
	{policy.Psychologist, "-", "r1234 w34", "-", "-", "-"},
	{policy.Psychiatrist, "-", "r1234 w34", "-", "-", "-"},
	{policy.Counselor, "-", "r1234 w34", "-", "-", "-"},
	{policy.SocialWorker, "-", "r123 w3", "-", "-", "-"},
	{policy.Advocate, "-", "r125 w5", "-", "-", "-"},
	{policy.Paralegal, "-", "r125 w5", "-", "-", "-"},
	{policy.Mediator, "-", "-", "r16 w16", "-", "-"},
	{policy.HealthWorker, "-", "-", "r16 w16", "-", "-"},
	{policy.WitnessProtection, "-", "-", "r16 w16", "-", "-"},
	{policy.CommunityProvider, "r123 w123 c", "r12356 w12356 c", "r16 w16", "-", "-"},
	{policy.ShelterGuard, "-", "r6 w6", "-", "-", "-"},
	{policy.SecurityGuard, "-", "r6 w6", "-", "-", "-"},
	{policy.Driver, "-", "r6 w6", "-", "-", "-"},
	{policy.DataOfficer, "-", "-", "-", "-", "-"},
	{policy.AgencyHead, "-", "-", "-", "-", "-"},
	{policy.Administration, "-", "-", "-", "-", "-"},
	{policy.Administrator, "-", "-", "-", "-", "-"},
}

// cell reads one cell of the matrix.
func cell(text string) (reads, writes []op.Part, creates, standing bool) {
	numbers := func(s string) (found []op.Part) {
		if s == "16" {
			return []op.Part{op.Copy}
		}
		for _, digit := range s {
			found = append(found, op.Part(digit-'0'))
		}
		return found
	}
	for _, word := range strings.Fields(text) {
		switch {
		case word == "c":
			creates = true
		case word == "s":
			standing = true
		case word[0] == 'r':
			reads = numbers(word[1:])
		case word[0] == 'w':
			writes = numbers(word[1:])
		}
	}
	return reads, writes, creates, standing
}

func TestEveryRolePartAndKindOfFileIsDeclared(t *testing.T) {
	if len(matrix) != len(policy.Roles()) {
		t.Fatalf("%d roles in the matrix, %d in the program", len(matrix), len(policy.Roles()))
	}

	cells := 0
	for _, m := range matrix {
		for kind, text := range map[op.EntKind]string{
			domain.Complaint: m.complaint, domain.Case: m.kase, domain.Copy: m.copy, domain.UserSpace: m.user, domain.Institution: m.own,
		} {
			reads, writes, creates, standing := cell(text)
			name := string(m.role) + " on a " + domain.FileKindName(kind)

			for _, part := range op.Parts {
				if got, want := policy.MayRead(m.role, part, kind), slices.Contains(reads, part); got != want {
					t.Errorf("%s reads %s: %v, want %v", name, part, got, want)
				}
				if got, want := policy.MayWrite(m.role, part, kind), slices.Contains(writes, part); got != want {
					t.Errorf("%s writes %s: %v, want %v", name, part, got, want)
				}
				if policy.MayWrite(m.role, part, kind) && !policy.MayRead(m.role, part, kind) {
					t.Errorf("%s writes %s blindly", name, part)
				}
				cells++
			}
			if got := policy.MayCreate(m.role, kind); got != creates {
				t.Errorf("%s creates: %v, want %v", name, got, creates)
			}
			if got := policy.Standing(m.role, kind); got != standing {
				t.Errorf("%s stands: %v, want %v", name, got, standing)
			}
			if !slices.Equal(policy.Readable(m.role, kind), reads) {
				t.Errorf("%s is let into %v, want %v", name, policy.Readable(m.role, kind), reads)
			}
		}
	}
	if want := 24 * 8 * 5; cells != want {
		t.Errorf("%d cells were looked at, want %d", cells, want)
	}
}

func TestRolesAreTheListOfRoles(t *testing.T) {
	entries := code.Get(code.Role).Entries
	for _, e := range entries {
		if !policy.Role(e.Code).Known() {
			t.Errorf("the list has the role %q, the program has not", e.Code)
		}
	}
	for _, role := range policy.Roles() {
		if !code.Has(code.Role, string(role)) {
			t.Errorf("the program has the role %q, the list has not", role)
		}
	}
	if len(entries) != len(policy.Roles()) {
		t.Errorf("%d roles in the list, %d in the program", len(entries), len(policy.Roles()))
	}
}

func TestAnUnknownRoleMayNothing(t *testing.T) {
	for _, role := range []policy.Role{"", "pendamping ", "PENDAMPING", "from_the_future"} {
		for _, kind := range []op.EntKind{domain.Complaint, domain.Case, domain.Copy, domain.UserSpace, domain.Institution, 0, 255} {
			for part := range 256 {
				if policy.MayRead(role, op.Part(part), kind) || policy.MayWrite(role, op.Part(part), kind) {
					t.Fatalf("%q reads or writes part %d of kind %d", role, part, kind)
				}
			}
			if policy.MayCreate(role, kind) || policy.Standing(role, kind) {
				t.Errorf("%q creates or stands on kind %d", role, kind)
			}
		}
		if policy.MayOwn(role, domain.Case) || policy.MayOwn(role, domain.Complaint) || role.Known() {
			t.Errorf("%q owns files", role)
		}
	}
}

// byCommand says once more, and otherwise than the table, who may give a command: h who looks after the unit, o the owner
// of the file, d the intake desk of the unit.
var byCommand = map[string]struct{ kase, complaint string }{
	policy.Grant: {"ho", ""}, policy.Advance: {"ho", ""}, policy.Assign: {"h", "hod"}, policy.Transfer: {"h", "h"},
	policy.Close: {"ho", "hod"}, policy.Reopen: {"h", "h"}, policy.Approve: {"h", ""}, policy.Merge: {"ho", "hod"},
	policy.Unmerge: {"ho", "hod"}, "erase": {"", ""}, "": {"", ""},
}

func TestCommandsByRole(t *testing.T) {
	heads := []policy.Role{policy.Supervisor, policy.UPTDHead, policy.IntakeChief, policy.FollowUpChief}
	owners := []policy.Role{policy.Companion, policy.CaseManager, policy.CommunityProvider}

	for _, role := range policy.Roles() {
		head, owner, desk := slices.Contains(heads, role), slices.Contains(owners, role), role == policy.IntakeOfficer
		for _, kind := range []op.EntKind{domain.Case, domain.Complaint} {
			for command, who := range byCommand {
				may := who.kase
				if kind == domain.Complaint {
					may = who.complaint
				}
				leads := head && strings.Contains(may, "h") || desk && strings.Contains(may, "d")
				if got := policy.MayCommand(role, kind, command, false); got != leads {
					t.Errorf("%s gives %q on a %s: %v, want %v", role, command, domain.FileKindName(kind), got, leads)
				}
				own := leads || owner && strings.Contains(may, "o")
				if got := policy.MayCommand(role, kind, command, true); got != own {
					t.Errorf("%s gives %q on an own %s: %v, want %v", role, command, domain.FileKindName(kind), got, own)
				}
			}
			if got := policy.MayOwn(role, kind); got != owner {
				t.Errorf("%s owns a %s: %v, want %v", role, domain.FileKindName(kind), got, owner)
			}
			if got, want := policy.MayReceive(role, kind), head || desk && kind == domain.Complaint; got != want {
				t.Errorf("a %s comes to %s: %v, want %v", domain.FileKindName(kind), role, got, want)
			}
		}
	}
}

func TestCommandsAreThoseOfTheDomain(t *testing.T) {
	for id, want := range map[op.FieldID]string{domain.CmdGrant: policy.Grant, domain.CmdAssign: policy.Assign, domain.CmdAdvance: policy.Advance,
		domain.CmdTransfer: policy.Transfer, domain.CmdClose: policy.Close, domain.CmdReopen: policy.Reopen,
		domain.CmdApprove: policy.Approve, domain.CmdMerge: policy.Merge, domain.CmdUnmerge: policy.Unmerge} {
		if got := domain.CommandName(id); got != want {
			t.Errorf("command %d is %q there and %q here", id, got, want)
		}
	}
}
