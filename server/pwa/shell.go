package pwa

import (
	"bytes"
	"encoding/json"
	"html/template"
	"io/fs"

	"damping/shared/attach"
	"damping/shared/i18n"
	"damping/shared/route"
)

// Colours of the app that the browser wants to know before it has the style sheet.
const (
	themeColor  = "#0f5c5c"
	groundColor = "#f7f5f1"
)

// shellPage renders web/page.html: the sign-in form as plain HTML, to be read and typed into while the app is still on
// its way, in the default language, since the person's own choice is known only on the device. The loader keeps what is
// typed; the app then replaces the first element of the body with its own page.
//
// The button is disabled until the loader listens: the browser would otherwise send the form itself. Should that ever
// happen, method="post" keeps the password out of the address, and the server answers 405.
func shellPage(files fs.FS, scripts []string) ([]byte, error) {
	page, err := template.ParseFS(files, "page.html", "icons.html")
	if err != nil {
		return nil, err
	}
	t := func(key string) string { return i18n.T(i18n.ID, key) }

	var b bytes.Buffer
	err = page.Execute(&b, map[string]any{
		"Lang":       i18n.ID,
		"ThemeColor": themeColor,
		"Styles":     []string{earlyPath, sheetPath},
		"Scripts":    scripts,
		"Neutral":    route.NeutralPath,
		"SignIn":     route.SignInPath,
		"Name":       t("pwa.name"),
		"Exit":       t("exit.quick"),
		"UserName":   t("signin.name"),
		"Password":   t("signin.password"),
		"Submit":     t("signin.submit"),
		"Loading":    t("app.loading"),
		"NoScript":   t("app.noScript"),
	})
	return b.Bytes(), err
}

// loaderWords are the texts that the loader shows, by the names it knows them under.
func loaderWords() map[string]string {
	t := func(key string) string { return i18n.T(i18n.ID, key) }
	return map[string]string{
		"loading": t("app.loading"),
		"part":    t("app.loadingPart"),
		"old":     t("app.oldBrowser"),
		"waiting": t("signin.waiting"),
		"failed":  t("app.loadFailed"),
		"stopped": t("app.crashed"),
		"reload":  t("button.reload"),
	}
}

// workerWords are what a notification says when its push could not be read.
func workerWords() map[string]string {
	return map[string]string{
		"title": i18n.T(i18n.ID, "pwa.title"),
		"body":  i18n.T(i18n.ID, "pwa.generic"),
	}
}

// manifest is what a phone reads when the app is put on its home screen. Name and icon are neutral, because whoever
// holds the phone sees them.
func manifest() []byte {
	t := func(key string) string { return i18n.T(i18n.ID, key) }
	type icon struct {
		Src     string `json:"src"`
		Type    string `json:"type"`
		Sizes   string `json:"sizes"`
		Purpose string `json:"purpose,omitempty"`
	}
	type files struct {
		Name   string   `json:"name"`
		Accept []string `json:"accept"`
	}
	type share struct {
		Action  string `json:"action"`
		Method  string `json:"method"`
		EncType string `json:"enctype"`
		Params  struct {
			Title string  `json:"title"`
			Text  string  `json:"text"`
			URL   string  `json:"url"`
			Files []files `json:"files"`
		} `json:"params"`
	}
	// The worker takes what is shared (web/worker/share.js); it never comes here.
	target := share{Action: route.SharedPath, Method: "POST", EncType: "multipart/form-data"}
	target.Params.Title, target.Params.Text, target.Params.URL = "title", "text", "url"
	target.Params.Files = []files{{Name: "files", Accept: []string{attach.JPEG, attach.PNG, attach.WebP, "audio/*", attach.PDF}}}
	text, err := json.Marshal(struct {
		ID              string `json:"id"`
		Name            string `json:"name"`
		ShortName       string `json:"short_name"`
		Description     string `json:"description"`
		Lang            string `json:"lang"`
		Scope           string `json:"scope"`
		StartURL        string `json:"start_url"`
		Display         string `json:"display"`
		BackgroundColor string `json:"background_color"`
		ThemeColor      string `json:"theme_color"`
		Icons           []icon `json:"icons"`
		ShareTarget     share  `json:"share_target"`
	}{
		ID: "/", Name: t("pwa.name"), ShortName: t("pwa.shortName"), Description: t("pwa.description"), Lang: string(i18n.ID),
		Scope: "/", StartURL: route.TodayPath, Display: "standalone",
		BackgroundColor: groundColor, ThemeColor: themeColor,
		Icons: []icon{
			{Src: "/web/icon/icon-192.png", Type: "image/png", Sizes: "192x192"},
			{Src: "/web/icon/icon-512.png", Type: "image/png", Sizes: "512x512"},
			{Src: "/web/icon/icon-maskable-512.png", Type: "image/png", Sizes: "512x512", Purpose: "maskable"},
			{Src: "/web/icon/icon.svg", Type: "image/svg+xml", Sizes: "any"},
		},
		ShareTarget: target,
	})
	if err != nil {
		panic(err) // strings only
	}
	return text
}
