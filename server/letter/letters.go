package letter

import (
	"slices"
	"strings"

	"damping/shared/op"
)

// Letter is one entry of the table.
type Letter struct {
	// Code names it for ever: it stands beside its number. Form is its number among the forms of the field, empty for a
	// letter that is none.
	Code, Form string
	// Name is what it is called: over a form, as the matter of a letter.
	Name string
	// Parts are those of the case that its reader must be let into; it is filled from nothing else.
	Parts []op.Part
	// About is the form of the records of which each has such a letter of its own; empty for one about the whole case.
	About string
	// To has the letter begin as one to somebody, whose name is this fact; otherwise it begins as a form.
	To     string
	blocks []block
}

// Mark is what stands for the letter in its number and below its pages.
func (l Letter) Mark() string {
	if l.Form != "" {
		return l.Form
	}
	return strings.ToUpper(l.Code)
}

// Find is the letter with a code.
func Find(code string) (Letter, bool) {
	i := slices.IndexFunc(Letters, func(l Letter) bool { return l.Code == code })
	if i < 0 {
		return Letter{}, false
	}
	return Letters[i], true
}

var withStory = []op.Part{op.Core, op.Identity, op.Story}

// Who signs, in the words of the field.
var (
	officer  = sign{"{surat.tempat}, {surat.tanggal}", "{petugas.jabatan}", "petugas.nama", "petugas.nip"}
	head     = sign{"Mengetahui,", "{kepala.jabatan}", "kepala.nama", "kepala.nip"}
	headOnly = sign{"", "{kepala.jabatan}", "kepala.nama", "kepala.nip"}
	survivor = sign{"", "Korban / orang tua / wali", "", ""}
	witness  = sign{"", "Saksi", "", ""}
	receiver = sign{"Pihak Kedua,", "Pimpinan instansi penerima", "", "nip.kosong"}
)

// Letters are all of them, in the order of the stages (domain F01 to F18; visum as a letter of the office). Sources: the
// complaint form of DP3A Kota Kendari, whose rows F01 and F02 keep; forms in use by UPTD PPA; the wording is our proposal.
var Letters = []Letter{
	{Code: "f01", Form: "F01", Name: "Formulir Penerimaan Pengaduan", Parts: withStory, blocks: []block{
		title("FORMULIR PENERIMAAN PENGADUAN"),
		rows{{"No. register", "kasus.nomor"}, {"Hari / tanggal", "kasus.diterima"}, {"Cara pengaduan", "kasus.saluran"}, {"Penerima pengaduan", "kasus.penerima"}},
		each{"victim", []block{
			heading("I. IDENTITAS KORBAN{ke}"),
			numbered{{"Nama", "victim.name"}, {"NIK", "victim.nik"}, {"Tempat / tanggal lahir", "victim.ttl"}, {"Jenis kelamin", "victim.sex"},
				{"Alamat", "victim.alamat"}, {"Kewarganegaraan", "victim.citizenship"}, {"Nomor telepon", "victim.phone"},
				{"Pendidikan", "victim.education"}, {"Agama", "victim.religion"}, {"Pekerjaan", "victim.occupation"}, {"Status perkawinan", "victim.marital"},
				{"Jumlah anak", "victim.children"}, {"Nama orang tua / wali", "victim.parents"}, {"Alamat orang tua / wali", "victim.parents_home"},
				{"Kewarganegaraan orang tua", "victim.parents_citizenship"}, {"Pekerjaan orang tua", "victim.parents_job"},
				{"Jumlah saudara", "victim.siblings"}, {"Hubungan dengan terlapor", "victim.hubungan"}},
		}},
		each{"perpetrator", []block{
			heading("II. IDENTITAS TERLAPOR{ke}"),
			numbered{{"Nama", "perpetrator.name"}, {"Tempat / tgl. lahir / umur", "perpetrator.umur"}, {"Jenis kelamin", "perpetrator.sex"},
				{"Alamat", "perpetrator.address"}, {"Kewarganegaraan", "perpetrator.citizenship"}, {"Nomor telepon", "perpetrator.phone"},
				{"Pendidikan", "perpetrator.education"}, {"Agama", "perpetrator.religion"}, {"Pekerjaan", "perpetrator.occupation"},
				{"Status perkawinan", "perpetrator.marital"}, {"Jumlah anak", "perpetrator.children"}, {"Nama orang tua / wali", "perpetrator.parents"},
				{"Alamat orang tua / wali", "perpetrator.parents_home"}},
		}},
		heading("III. IDENTITAS PELAPOR"),
		numbered{{"Nama", "pelapor.nama"}, {"Jenis kelamin", "pelapor.sex"}, {"Tempat / tanggal lahir", "pelapor.ttl"}, {"Nomor telepon", "pelapor.telepon"},
			{"Alamat", "pelapor.alamat"}, {"Pekerjaan", "pelapor.pekerjaan"}, {"Hubungan dengan korban", "pelapor.hubungan"}, {"Hubungan dengan terlapor", "pelapor.hubungan_terlapor"}},
		signs{{sign{"", "Pelapor", "pelapor.nama", ""}, sign{"{surat.tempat}, {surat.tanggal}", "Penerima pengaduan", "petugas.nama", "nip.kosong"}}},
	}},

	{Code: "f02", Form: "F02", Name: "Formulir Identifikasi Kasus", Parts: withStory, blocks: []block{
		title("FORMULIR IDENTIFIKASI KASUS"),
		rows{{"No. register", "kasus.nomor"}, {"Jenis kasus", "kasus.jenis"}, {"Tingkat risiko", "kasus.risiko"}, {"Kewenangan", "kasus.kewenangan"}},
		each{"victim", []block{
			heading("Korban{ke}"),
			rows{{"Nama", "victim.name"}, {"Umur", "victim.umur"}, {"1. Jenis kekerasan", "victim.forms"}, {"2. Bentuk kekerasan", "victim.bentuk"}},
		}},
		each{"incident", []block{
			heading("3. Tempat dan waktu kejadian{ke}"),
			rows{{"Tempat", "incident.tempat"}, {"Waktu", "incident.waktu"}},
			further{{"Rute", "incident.route"}, {"Alat transportasi", "incident.transport"}, {"Cara", "incident.manner"}, {"Bentuk eksploitasi", "incident.use"}},
		}},
		prose{"4. Keinginan / harapan korban", "kasus.harapan", 3},
		rows{{"5. Layanan yang dibutuhkan", "identify.needs"}, {"6. Informasi / pelimpahan / rujukan dari", "identify.referred"},
			{"7. Kedatangan korban", "identify.arrival"}},
		each{"incident", []block{prose{"8. Kronologi singkat{ke}", "incident.what", 10}}},
		signs{{head, officer}},
	}},

	{Code: "f04", Form: "F04", Name: "Lembar Persetujuan", Parts: withStory, About: "victim", blocks: []block{
		title("LEMBAR PERSETUJUAN"),
		para("Saya yang bertanda tangan di bawah ini:"),
		rows{{"Nama", "consent.name"}, {"Bertindak sebagai", "consent.signer"}},
		para("untuk korban:"),
		rows{{"Nama", "victim.name"}, {"Tempat / tanggal lahir", "victim.ttl"}, {"No. kasus", "kasus.nomor"}},
		para("telah mendapat penjelasan dari {consent.explained} tentang layanan, hak saya, cara data saya disimpan dan siapa yang dapat membacanya. " +
			"Saya mengerti bahwa saya boleh menolak, boleh menyetujui sebagian, dan boleh menarik persetujuan kapan saja tanpa kehilangan layanan."),
		heading("Saya menyatakan:"),
		checks{{"MENYETUJUI hal yang diberi tanda di bawah ini", "consent.setuju"}, {"MENOLAK", "consent.menolak"}},
		heading("Hal yang disetujui"),
		choices{"consent_purpose", "tujuan."},
		rows{{"Lembaga penerima data", "consent.to"}, {"Pendapat anak", "consent.assent"}, {"Tanggal / berlaku sampai", "consent.masa"}},
		further{{"Ditarik kembali", "consent.withdrawn"}},
		para("Lembar ini saya tanda tangani tanpa paksaan dari siapa pun."),
		signs{{sign{"", "Saksi", "consent.witness", ""}, sign{"{surat.tempat}, {surat.tanggal}", "Yang menyatakan", "consent.name", ""}},
			{sign{}, sign{"", "Yang memberi penjelasan", "consent.explained", "nip.kosong"}}},
	}},

	{Code: "visum", Name: "Permohonan Visum et Repertum", Parts: withStory, About: "victim", To: "tujuan.visum", blocks: []block{
		para("Dengan hormat,"),
		para("Dalam rangka penanganan kasus nomor {kasus.nomor} yang kami dampingi, kami mohon bantuan Saudara untuk melakukan pemeriksaan kesehatan dan " +
			"visum et repertum, atau memproses permintaannya sesuai ketentuan, terhadap:"),
		rows{{"Nama", "victim.name"}, {"NIK", "victim.nik"}, {"Tempat / tanggal lahir", "victim.ttl"}, {"Umur", "victim.umur"}, {"Jenis kelamin", "victim.sex"}, {"Alamat", "victim.alamat"},
			{"Dugaan kekerasan", "victim.forms"}, {"Waktu kejadian", "kejadian.waktu"}, {"Nomor laporan polisi", "polisi.nomor"}, {"Pendamping", "petugas.nama"}},
		para("Kami mohon agar:"),
		list{"pemeriksaan dilakukan dengan persetujuan korban atau walinya, setelah dijelaskan dengan bahasa yang dipahaminya, dan dihentikan bila diminta;",
			"korban didampingi selama pemeriksaan dan diperiksa oleh tenaga kesehatan dengan jenis kelamin yang dikehendakinya sejauh tersedia;",
			"hasil pemeriksaan disampaikan hanya kepada pihak yang berwenang, dan identitas korban dirahasiakan."},
		para("Atas bantuan dan kerja sama Saudara kami ucapkan terima kasih."),
		signs{{sign{}, headOnly}},
	}},

	{Code: "f08", Form: "F08", Name: "Naskah Kesepakatan Layanan", Parts: withStory, blocks: []block{
		title("NASKAH KESEPAKATAN LAYANAN"),
		para("Pada hari ini, {surat.hari}, {surat.tanggal}, di {surat.tempat}, telah disepakati layanan dalam kasus nomor {kasus.nomor} antara:"),
		heading("Pihak Pertama"),
		rows{{"Nama", "petugas.nama"}, {"Jabatan", "petugas.jabatan"}, {"Instansi", "instansi.nama"}, {"Alamat", "instansi.alamat"}},
		heading("Pihak Kedua (penerima manfaat, atau orang tua / wali)"),
		rows{{"Nama", "agreement.who"}},
		each{"victim", []block{rows{{"Korban{ke}", "victim.name"}, {"Alamat", "victim.alamat"}}}},
		heading("Tujuan dan kegiatan yang disepakati"),
		table{"goal", []column{{"No.", "no", 0.08}, {"Masalah", "goal.problem", 0.32}, {"Tujuan", "goal.text", 0.32}, {"Ukuran keberhasilan", "goal.indicator", 0.28}}, 2},
		table{"action", []column{{"No.", "no", 0.08}, {"Kegiatan", "action.text", 0.42}, {"Pelaksana", "action.pelaksana", 0.28}, {"Tenggat", "action.due", 0.22}}, 3},
		prose{"Catatan kesepakatan", "agreement.text", 2},
		heading("Ketentuan"),
		list{"Pihak Kedua berhak mendapat penjelasan, mengikuti setiap keputusan tentang dirinya, menolak atau menghentikan layanan, dan mengadu bila layanan tidak sesuai.",
			"Pihak Pertama merahasiakan identitas dan keterangan Pihak Kedua, dan membaginya hanya dengan persetujuan atau karena kewajiban undang-undang.",
			"Pihak Kedua memberi keterangan yang benar dan memberi tahu Pihak Pertama bila keadaan atau rasa amannya berubah.",
			"Layanan tidak dipungut biaya.",
			"Kesepakatan ini dapat diubah kapan saja atas persetujuan kedua pihak."},
		rows{{"Pernyataan Pihak Kedua", "agreement.answer"}, {"Tanggal", "agreement.day"}},
		signs{{sign{"Pihak Kedua,", "", "agreement.who", ""}, sign{"Pihak Pertama,", "{petugas.jabatan}", "petugas.nama", "nip.kosong"}}, {witness, head}},
	}},

	{Code: "f09", Form: "F09", Name: "Surat Rujukan", Parts: withStory, About: "referral", To: "referral.to", blocks: []block{
		para("Dengan hormat,"),
		para("Bersama ini kami rujuk penerima layanan kami untuk mendapat layanan dari lembaga Saudara. Penanganan kasus tetap pada kami."),
		rows{{"No. kasus", "kasus.nomor"}, {"Nama", "rujukan.nama"}, {"Umur", "victim.umur"}, {"Jenis kelamin", "victim.sex"},
			{"Layanan yang dibutuhkan", "referral.for"}, {"Tingkat risiko", "kasus.risiko"}, {"Persetujuan korban / wali", "rujukan.persetujuan"}},
		prose{"Alasan rujukan", "referral.reason", 4},
		para("Surat ini hanya memuat keterangan yang diperlukan. Keterangan lain dapat diminta kepada pendamping, dan diberikan sejauh disetujui korban."),
		rows{{"Pendamping", "petugas.nama"}, {"Telepon kantor", "instansi.telepon"}},
		para("Mohon identitas dan keterangan ini dirahasiakan, dan lembar umpan balik dikirim kembali setelah layanan diberikan. Terima kasih atas kerja sama Saudara."),
		signs{{sign{}, headOnly}},
		turn{},
		heading("UMPAN BALIK RUJUKAN"),
		para("Diisi oleh lembaga penerima dan dikirim kembali kepada {instansi.nama}."),
		rows{{"No. kasus", "kasus.nomor"}, {"Diterima oleh", "balasan.oleh"}, {"Tanggal diterima", "balasan.tanggal"}, {"Layanan yang diberikan", "balasan.layanan"}},
		prose{"Hasil dan saran tindak lanjut", "referral.answer", 4},
		signs{{sign{}, sign{"", "Petugas penerima rujukan", "", "nip.kosong"}}},
	}},

	{Code: "f10", Form: "F10", Name: "Berita Acara Pelimpahan Kasus", Parts: withStory, blocks: []block{
		title("BERITA ACARA PELIMPAHAN KASUS"),
		para("Pada hari ini, {surat.hari}, {surat.tanggal}, di {surat.tempat}, yang bertanda tangan di bawah ini:"),
		heading("Pihak Pertama, yang melimpahkan"),
		rows{{"Nama", "kepala.nama"}, {"Jabatan", "kepala.jabatan"}, {"Instansi", "instansi.nama"}},
		heading("Pihak Kedua, yang menerima"),
		rows{{"Nama", "penerima.nama"}, {"Jabatan", "penerima.jabatan"}, {"Instansi", "penerima.instansi"}},
		para("menyatakan bahwa Pihak Pertama melimpahkan penanganan kasus berikut kepada Pihak Kedua, dan Pihak Kedua menerimanya:"),
		rows{{"No. kasus", "kasus.nomor"}, {"Tanggal pengaduan", "kasus.diterima"}, {"Jenis kasus", "kasus.jenis"}, {"Tingkat risiko", "kasus.risiko"},
			{"Kewenangan", "kasus.kewenangan"}, {"Tahap terakhir", "kasus.tahap"}},
		each{"victim", []block{rows{{"Korban{ke}", "victim.name"}, {"Umur dan jenis kelamin", "victim.siapa"}}}},
		prose{"Alasan pelimpahan", "pelimpahan.alasan", 4},
		heading("Layanan yang telah diberikan"),
		table{"service", []column{{"No.", "no", 0.08}, {"Layanan", "service.code", 0.34}, {"Pelaksana", "service.by", 0.28}, {"Masa", "service.masa", 0.3}}, 3},
		heading("Berkas yang diserahkan"),
		checks{{"formulir pengaduan dan identifikasi", ""}, {"lembar persetujuan", ""}, {"asesmen dan rencana layanan", ""}, {"bukti dan surat lain: " + blank, ""}},
		para("Sejak ditandatangani, tanggung jawab penanganan kasus beralih kepada Pihak Kedua. Kedua pihak merahasiakan identitas dan keterangan korban."),
		signs{{receiver, sign{"Pihak Pertama,", "{kepala.jabatan}", "kepala.nama", "kepala.nip"}}},
	}},

	{Code: "f12", Form: "F12", Name: "Notula Konferensi Kasus", Parts: withStory, About: "conference", blocks: []block{
		title("NOTULA KONFERENSI KASUS"),
		rows{{"No. kasus", "kasus.nomor"}, {"Waktu", "conference.at"}, {"Tempat", "conference.place"}, {"Tahap kasus", "kasus.tahap"}, {"Tingkat risiko", "kasus.risiko"}},
		prose{"Peserta", "conference.people", 6},
		heading("Pembahasan"),
		prose{"", "conference.text", 12},
		heading("Keputusan dan tindak lanjut"),
		prose{"", "conference.decisions", 8},
		para("Isi pembahasan bersifat rahasia dan hanya untuk penanganan kasus ini."),
		signs{{sign{"", "Pemimpin konferensi", "", "nip.kosong"}, sign{"{surat.tempat}, {surat.tanggal}", "Notulis", "petugas.nama", "nip.kosong"}}},
	}},

	{Code: "f17", Form: "F17", Name: "Berita Acara Terminasi Layanan", Parts: withStory, blocks: []block{
		title("BERITA ACARA TERMINASI LAYANAN"),
		para("Pada hari ini, {surat.hari}, {surat.tanggal}, di {surat.tempat}, layanan dalam kasus nomor {kasus.nomor} yang diterima pada {kasus.diterima} dinyatakan selesai."),
		each{"victim", []block{rows{{"Korban{ke}", "victim.name"}, {"Umur dan jenis kelamin", "victim.siapa"}}}},
		rows{{"Alasan terminasi", "kasus.hasil"}, {"Disetujui oleh", "terminasi.oleh"}, {"Tanggal persetujuan", "terminasi.tanggal"}},
		prose{"Keterangan alasan", "kasus.alasan", 2},
		prose{"Hasil layanan", "closure.result", 4},
		prose{"Pendapat korban / wali", "closure.voice", 2},
		prose{"Rencana bimbingan lanjut", "closure.after", 3},
		rows{{"Kontak berikutnya", "closure.contact"}},
		para("Korban atau walinya telah diberi tahu bahwa layanan dapat diminta kembali kapan saja, dan cara menghubungi {instansi.nama}."),
		signs{{survivor, officer}, {sign{}, head}},
	}},

	{Code: "f18", Form: "F18", Name: "Laporan Akhir Penanganan Kasus", Parts: withStory, blocks: []block{
		title("LAPORAN AKHIR PENANGANAN KASUS"),
		heading("1. Kasus"),
		rows{{"No. kasus", "kasus.nomor"}, {"Tanggal pengaduan", "kasus.diterima"}, {"Cara pengaduan", "kasus.saluran"}, {"Jenis kasus", "kasus.jenis"},
			{"Tingkat risiko", "kasus.risiko"}, {"Kewenangan", "kasus.kewenangan"}, {"Tahap terakhir", "kasus.tahap"}, {"Penanggung jawab", "kasus.penerima"}},
		heading("2. Korban"),
		each{"victim", []block{rows{{"Nama{ke}", "victim.name"}, {"Tempat / tanggal lahir", "victim.ttl"}, {"Umur dan jenis kelamin", "victim.siapa"}, {"Alamat", "victim.alamat"},
			{"Jenis kekerasan", "victim.forms"}, {"Hubungan dengan terlapor", "victim.hubungan"}}}},
		heading("3. Terlapor"),
		each{"perpetrator", []block{rows{{"Nama{ke}", "perpetrator.name"}, {"Umur", "perpetrator.umur"}, {"Jenis kelamin", "perpetrator.sex"}}}},
		heading("4. Kejadian"),
		each{"incident", []block{
			rows{{"Waktu{ke}", "incident.waktu"}, {"Tempat", "incident.tempat"}},
			prose{"Kronologi{ke}", "incident.what", 8},
		}},
		heading("5. Asesmen"),
		each{"assessment", []block{
			rows{{"Tanggal{ke}", "assessment.day"}, {"Korban", "assessment.of"}, {"Kebutuhan", "assessment.needs"}},
			further{{"Fisik", "assessment.body"}, {"Psikis", "assessment.mind"}, {"Sosial", "assessment.social"}, {"Spiritual", "assessment.faith"},
				{"Ekonomi", "assessment.money"}, {"Pendidikan", "assessment.school"}, {"Hukum", "assessment.law"}, {"Kekuatan", "assessment.strength"}},
			prose{"Ringkasan asesmen{ke}", "assessment.summary", 5},
		}},
		heading("6. Rencana"),
		table{"goal", []column{{"No.", "no", 0.08}, {"Masalah", "goal.problem", 0.32}, {"Tujuan", "goal.text", 0.36}, {"Keadaan", "goal.state", 0.24}}, 3},
		heading("7. Layanan"),
		table{"service", []column{{"No.", "no", 0.08}, {"Layanan", "service.code", 0.3}, {"Pelaksana", "service.by", 0.22}, {"Masa", "service.masa", 0.22}, {"Hasil", "service.result", 0.18}}, 3},
		heading("8. Rujukan"),
		table{"referral", []column{{"No.", "no", 0.08}, {"Tanggal", "referral.day", 0.22}, {"Lembaga", "referral.to", 0.28}, {"Layanan", "referral.for", 0.24}, {"Keadaan", "referral.state", 0.18}}, 2},
		heading("9. Konferensi kasus"),
		table{"conference", []column{{"Waktu", "conference.at", 0.24}, {"Keputusan", "conference.decisions", 0.76}}, 1},
		heading("10. Catatan perkembangan"),
		table{"note", []column{{"Waktu", "note.at", 0.2}, {"Jenis", "note.kind", 0.18}, {"Catatan", "note.text", 0.62}}, 4},
		heading("11. Hasil dan penutup"),
		rows{{"Alasan terminasi", "kasus.hasil"}},
		prose{"Hasil layanan", "closure.result", 5},
		prose{"Pendapat korban / wali", "closure.voice", 3},
		prose{"Rencana bimbingan lanjut", "closure.after", 3},
		signs{{head, officer}},
	}},
}
