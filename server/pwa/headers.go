package pwa

import "net/http"

// contentPolicy lets a page load from this origin alone and run nothing that is not a file of ours. It needs no nonce
// because no page holds an inline script or style. 'wasm-unsafe-eval' allows compiling WebAssembly, and only that.
const contentPolicy = "default-src 'none'; " +
	"script-src 'self' 'wasm-unsafe-eval'; " +
	"style-src 'self'; " +
	"img-src 'self' blob:; " +
	"media-src 'self' blob:; " +
	"connect-src 'self'; " +
	"manifest-src 'self'; " +
	"worker-src 'self'; " +
	"base-uri 'none'; " +
	"object-src 'none'; " +
	"form-action 'self'; " +
	"frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; " +
	"trusted-types default"

// permissionsPolicy switches off what the app never uses. Camera is left to us for photographs of documents, the microphone for voice notes; passkeys
// and the clipboard need no more than the defaults.
const permissionsPolicy = "accelerometer=(), browsing-topics=(), camera=(self), display-capture=(), geolocation=(), " +
	"gyroscope=(), magnetometer=(), microphone=(self), midi=(), payment=(), usb=()"

// Headers sets the security headers on every answer of the server, the API's too: an answer opened as a page must be
// as harmless as a page. A handler may replace one where its document needs another.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("Permissions-Policy", permissionsPolicy)
		// No other window gets a handle on ours, and no other site embeds what we serve.
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// Paths hold random ids, yet nobody outside needs even those.
		h.Set("Referrer-Policy", "no-referrer")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
