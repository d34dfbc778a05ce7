package demo

import (
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/op"
)

// complaints writes what came in and is no case yet: some nobody has looked at, some with a risk.
func (s *seeder) complaints() error {
	for n := range 7 {
		file := s.id()
		d := []op.Draft{
			domain.Begin(file, domain.Complaint, file), domain.ComplaintReceived.Set(file, file, s.local(-n, 9+n%6, 15), nil),
			domain.ComplaintSafeNow.Set(file, file, []string{"aman", "tidak_aman", "tidak_tahu"}[n%3], nil),
			domain.ComplaintWho.Set(file, file, pick(s, womenNames)+" "+pick(s, lastNames), nil),
			domain.ComplaintForms.Add(file, file, pick(s, forms)), domain.ComplaintWhat.Set(file, file, pick(s, happened), nil),
			domain.ComplaintWhen.Set(file, file, "beberapa hari yang lalu, malam hari", nil),
			domain.ComplaintWhere.Set(file, file, "di rumah", nil),
			domain.ComplaintDistrict.Set(file, file, pick(s, code.Get(code.District).Entries).Code, nil),
			domain.ComplaintReach.Set(file, file, "Telepon pada jam kerja", nil),
			domain.ComplaintReporter.Set(file, file, pick(s, reporters), nil), domain.ComplaintWish.Set(file, file, pick(s, wishes), nil),
			domain.ComplaintChannel.Set(file, file, pick(s, channels), nil),
			domain.ComplaintAge.Set(file, file, int64(9+s.random.Intn(35)), nil), domain.ComplaintSex.Set(file, file, "perempuan", nil),
		}
		if n > 3 {
			d = append(d, domain.ComplaintState.Set(file, file, domain.StateTriaged, nil),
				domain.ComplaintTriggers.Add(file, file, pick(s, triggers)))
		}
		if err := s.act("dodi", 0, these(d)); err != nil {
			return err
		}
	}
	return nil
}
