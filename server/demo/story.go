package demo

// The words that cases are made of. Names are common ones put together at random; what happened is told as coolly as
// an office would write it down.
var (
	womenNames = []string{"Ayu", "Bunga", "Citra", "Dian", "Eka", "Fitri", "Gita", "Hesti", "Indah", "Juwita", "Kartika", "Laras", "Melati",
		"Nurul", "Puspita", "Rahayu", "Siti", "Tika", "Umi", "Wulan", "Yuni", "Zahra"}
	menNames = []string{"Agus", "Budi", "Candra", "Dedi", "Eko", "Fajar", "Gunawan", "Hendra", "Iwan", "Joko", "Kurnia", "Muhammad", "Rudi",
		"Slamet", "Tono", "Wahyu", "Yanto"}
	lastNames = []string{"Anggraeni", "Hidayat", "Kusuma", "Lestari", "Maharani", "Nugroho", "Permata", "Purnama", "Saputra", "Setiawan",
		"Wibowo", "Wijaya", "Utami", "Santoso", "Halim"}

	childRelations = []string{"ayah_tiri", "paman", "tetangga", "guru", "ayah_kandung", "kakak", "teman_daring"}
	adultRelations = []string{"suami_istri", "suami_istri", "suami_istri", "mantan_suami", "pacar_teman", "majikan", "mantan_pacar"}
	channels       = []string{"datang_langsung", "datang_langsung", "telepon", "whatsapp", "sapa129", "rujukan", "penjangkauan"}
	reporters      = []string{"korban", "keluarga", "tetangga", "guru", "rt_rw", "nakes"}
	forms          = []string{"fisik", "psikis", "seksual", "penelantaran"}
	triggers       = []string{"terlapor_serumah", "ancaman_bunuh", "kekerasan_baru", "terlapor_dekat", "kekerasan_lampau", "hamil"}

	happened = []string{
		"Korban menceritakan bahwa pertengkaran berulang sejak beberapa bulan terakhir dan memuncak minggu lalu.",
		"Menurut korban, terlapor melarangnya keluar rumah dan menyita telepon genggamnya.",
		"Guru melihat perubahan sikap dan menghubungi keluarga; korban kemudian bersedia bercerita.",
		"Korban datang bersama tetangga setelah kejadian pada malam hari. Ada memar di lengan.",
		"Terlapor tidak memberi nafkah dan meninggalkan rumah. Korban meminta pendampingan hukum.",
		"Korban menerima pesan bernada ancaman lewat internet dan merasa takut.",
	}
	wishes = []string{"Ingin merasa aman di rumah.", "Ingin anak tetap bersekolah.", "Ingin didampingi melapor ke polisi.",
		"Ingin bercerita kepada psikolog.", "Belum ingin melapor; ingin tahu pilihan yang ada."}
	notes = []string{
		"Korban dihubungi pada jam yang disepakati. Keadaan tenang, tidur lebih nyenyak.",
		"Kunjungan rumah bersama kader. Korban tinggal sementara di rumah ibu.",
		"Koordinasi dengan puskesmas untuk pemeriksaan lanjutan. Jadwal disepakati.",
		"Korban menyampaikan kekhawatiran bertemu terlapor di pasar. Rencana aman dibahas ulang.",
		"Pendampingan pembuatan laporan. Surat tanda terima disimpan korban.",
		"Sesi pertama konseling berjalan baik. Korban ingin melanjutkan.",
		"Sekolah bersedia memberi izin dan tugas pengganti.",
	}
	noteKinds = []string{"telepon", "kunjungan", "koordinasi", "perkembangan", "pertemuan", "perkembangan", "koordinasi"}
	tasks     = []struct{ kind, text string }{
		{"telepon", "Menanyakan kabar dan keadaan rumah."},
		{"kunjungan_rumah", "Kunjungan rumah, hubungi dulu pada jam aman."},
		{"konseling", "Antar ke sesi konseling."},
		{"pendampingan_visum", "Temani pemeriksaan di rumah sakit."},
		{"pendampingan_bap", "Temani pemeriksaan di kepolisian."},
		{"koordinasi", "Tanyakan kelanjutan ke sekolah."},
		{"tinjau_ulang", "Tinjau ulang risiko dan rencana aman."},
		{"surat", "Kirim surat keterangan."},
	}
	incidentPlaces = []string{"rumah_tangga", "rumah_tangga", "rumah_tangga", "sekolah", "fasilitas_umum", "kos", "daring", "tempat_kerja"}
)
