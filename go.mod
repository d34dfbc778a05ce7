module damping

go 1.26.0

require (
	codeberg.org/go-pdf/fpdf v0.12.0 // draws letters
	github.com/SherClockHolmes/webpush-go v1.4.0 // encrypts and sends notifications
	github.com/alecthomas/kong v1.17.0 // commands, flags and environment
	github.com/andybalholm/brotli v1.2.8 // packs the app when it is built
	github.com/danielgtaylor/huma/v2 v2.37.2 // typed handlers, problems, OpenAPI
	github.com/fxamacker/cbor/v2 v2.9.4 // the operations on the wire and on the disk
	github.com/go-fonts/liberation v0.3.3 // the typeface of letters, SIL Open Font License
	github.com/google/go-cmp v0.7.0 // tests
	github.com/maxence-charriere/go-app/v10 v10.1.11 // the app in the browser; pinned
	github.com/uptrace/bun v1.3.0 // both databases
	github.com/uptrace/bun/dialect/pgdialect v1.3.0
	github.com/uptrace/bun/dialect/sqlitedialect v1.3.0
	github.com/uptrace/bun/driver/pgdriver v1.2.18 // PostgreSQL; pinned, its TLS settings are ours
	github.com/uptrace/bun/driver/sqliteshim v1.3.0 // the embedded database
	golang.org/x/crypto v0.58.0 // argon2, chacha20poly1305
	golang.org/x/image v0.47.0 // which letters a typeface has
	golang.org/x/text v0.43.0 // folding of sign-in names
	pgregory.net/rapid v1.3.0 // property tests
)

require (
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/dustin/go-humanize v1.0.1 // indirect
	github.com/golang-jwt/jwt/v5 v5.2.1 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/jinzhu/inflection v1.0.0 // indirect
	github.com/mattn/go-isatty v0.0.20 // indirect
	github.com/mattn/go-sqlite3 v1.14.34 // indirect
	github.com/ncruces/go-strftime v1.0.0 // indirect
	github.com/puzpuzpuz/xsync/v3 v3.5.1 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	github.com/tmthrgd/go-hex v0.0.0-20190904060850-447a3041c3bc // indirect
	github.com/vmihailenco/msgpack/v5 v5.4.1 // indirect
	github.com/vmihailenco/tagparser/v2 v2.0.0 // indirect
	github.com/x448/float16 v0.8.4 // indirect
	go.opentelemetry.io/otel v1.40.0 // indirect
	go.opentelemetry.io/otel/trace v1.40.0 // indirect
	golang.org/x/exp v0.0.0-20260218203240-3dfff04db8fa // indirect
	golang.org/x/sys v0.49.0 // indirect
	mellium.im/sasl v0.3.2 // indirect
	modernc.org/libc v1.68.0 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.11.0 // indirect
	modernc.org/sqlite v1.46.1 // indirect
)
