package demo

import (
	"damping/shared/domain"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// course ends some of what there is: a case whose closing waits for the head, one that was closed, and complaints that
// became no case.
func (s *seeder) course() error {
	waiting, closed := s.last("lina", 0), s.last("sari", 0)
	for _, c := range []struct {
		who     string
		file    op.ID
		outcome string
		note    string
	}{{"lina", waiting, "pindah_wilayah", "Korban pindah ke kota lain dan sudah terhubung dengan layanan di sana."},
		{"sari", closed, "tujuan_tercapai", "Semua sasaran rencana tercapai; keadaan aman selama dua bulan."}} {
		err := s.act(c.who, 0, func(tx core.Tx) ([]op.Draft, error) {
			parts, err := states(tx, c.file)
			return domain.Ask(c.file, c.outcome, c.note, func(f op.FieldID) (heads []op.ID) {
				def, _ := domain.Lookup(f)
				if reg := parts.Part(def.Part).Find(op.Ent{Kind: domain.Case, ID: c.file}).Register(f); reg != nil {
					for _, h := range reg.Sibs {
						heads = append(heads, h.ID)
					}
				}
				return heads
			}), err
		})
		if err != nil {
			return err
		}
	}
	if err := s.command("ratna", closed, func(parts domain.Parts) op.Draft {
		return domain.Approve(closed, domain.ApproveArgs{Yes: true}, domain.AskedHeads(closed, parts))
	}); err != nil {
		return err
	}
	if err := s.command("sari", closed, func(parts domain.Parts) op.Draft {
		return domain.Close(domain.Case, closed, domain.CloseArgs{As: "tujuan_tercapai"}, domain.CourseHeads(domain.Case, closed, parts))
	}); err != nil {
		return err
	}
	for _, args := range []domain.CloseArgs{
		{As: domain.ComplaintInformation, Reason: "Pelapor hanya ingin tahu cara mengurus akta lahir."},
		{As: domain.ComplaintPassedOn, Reason: "Kejadian dan korban berada di wilayah lain.", To: "UPTD PPA Kota Metro"},
	} {
		file := s.id()
		d := []op.Draft{domain.Begin(file, domain.Complaint, file), domain.ComplaintReceived.Set(file, file, s.local(-20, 10, 0), nil),
			domain.ComplaintSafeNow.Set(file, file, "aman", nil), domain.ComplaintWho.Set(file, file, pick(s, womenNames), nil),
			domain.ComplaintWhat.Set(file, file, args.Reason, nil), domain.ComplaintChannel.Set(file, file, "telepon", nil)}
		if err := s.act("dodi", 0, these(d)); err != nil {
			return err
		}
		if err := s.command("dodi", file, func(parts domain.Parts) op.Draft {
			return domain.Close(domain.Complaint, file, args, domain.CourseHeads(domain.Complaint, file, parts))
		}); err != nil {
			return err
		}
	}
	return nil
}

// last is the newest case that a post leads.
func (s *seeder) last(who string, post int) op.ID {
	var file op.ID
	for _, l := range s.led {
		if l.post == postKey(who, post) {
			file = l.file
		}
	}
	return file
}

// led is a case and the post that leads it.
type led struct {
	post string
	file op.ID
}

// command gives one command on a file as it stands.
func (s *seeder) command(who string, file op.ID, draft func(domain.Parts) op.Draft) error {
	return s.act(who, 0, func(tx core.Tx) ([]op.Draft, error) {
		parts, err := states(tx, file)
		return []op.Draft{draft(parts)}, err
	})
}

func states(tx core.Tx, file op.ID) (domain.Parts, error) {
	parts := domain.Parts{}
	for _, p := range []op.Part{op.Core, op.Story} {
		st, err := tx.State(op.Scope{File: file, Part: p})
		if err != nil {
			return nil, err
		}
		parts[p] = st
	}
	return parts, nil
}
