package api

import (
	"net/http"

	"damping/shared/api"
	"damping/shared/attach"
	"damping/shared/op"
)

// access says who may call a route. The zero access is nobody: whoever adds a route must say.
type access uint8

const (
	nobody   access = iota
	anyone          // no credential
	aDevice         // the device credential, and nothing more (model M8)
	leaving         // the device credential, also that of a device whose contents are to be deleted
	signedIn        // a session
)

// Limits of bodies in bytes.
const (
	smallBody = 64 << 10
	pushBody  = op.MaxBatchBytes + 64<<10 // the batch and its envelope
	pullBody  = 1 << 20                   // a device may have to name everything it holds
)

// route is one thing that can be asked of the server.
type route struct {
	method, path string
	who          access
	limit        int64 // most bytes of a request body; 0 where none is read
	id           string
	summary      string
	serve        door
}

// routes is everything that can be asked.
func (s *server) routes() []route {
	return []route{
		{http.MethodPost, api.SessionPath, anyone, smallBody, "signIn", "Sign in", call(s.signIn)},
		{http.MethodDelete, api.SessionPath, signedIn, 0, "signOut", "Sign out", call(s.signOut)},
		{http.MethodPost, api.RefreshPath, anyone, smallBody, "refresh", "Get the next session by the secret of the last", call(s.refresh)},
		{http.MethodPost, api.WelcomePath, anyone, smallBody, "welcome", "Set a first password by a one-time link", call(s.welcome)},
		{http.MethodPost, api.NewDevicePath, signedIn, 0, "newDevice", "Become a device of its own, where another browser writes as the same", call(s.renumber)},
		{http.MethodGet, api.SessionsPath, signedIn, 0, "listSessions", "List the living sessions", call(s.sessions)},
		{http.MethodDelete, api.SessionItemPath, signedIn, 0, "endSession", "End a session", call(s.endSession)},
		{http.MethodGet, api.DevicesPath, signedIn, 0, "listDevices", "List the devices", call(s.devices)},
		{http.MethodDelete, api.DeviceItemPath, signedIn, 0, "endDevice", "Forget a device", call(s.endDevice)},
		{http.MethodPost, api.DeviceWipePath, signedIn, 0, "wipeDevice", "Have a device delete what is on it", call(s.wipeDevice)},
		{http.MethodGet, api.LeasePath, aDevice, 0, "lease", "How long this device may go on without contact", call(s.lease)},
		{http.MethodPost, api.ErasedPath, leaving, 0, "erased", "Say that nothing is left on this device", call(s.erased)},
		{http.MethodGet, api.MePath, signedIn, 0, "me", "Who is signed in, and as what", call(s.me)},
		{http.MethodGet, api.DirectoryPath, signedIn, 0, "directory", "Colleagues of the own institutions", call(s.directory)},
		{http.MethodPost, api.SearchPath, signedIn, smallBody, "search", "Look through what one may read", call(s.search)},

		{http.MethodPost, api.SyncPushPath, signedIn, pushBody, "syncPush", "Send operations", cbor(s.syncPush)},
		{http.MethodPost, api.SyncPullPath, signedIn, pullBody, "syncPull", "Get what is new", cbor(s.syncPull)},
		{http.MethodPost, api.SyncSealedPath, leaving, pushBody, "syncSealed", "Send acts that are sealed to the server", cborOf(deviceOf, s.syncSealed)},
		{http.MethodPost, api.SyncParcelPath, leaving, pushBody, "syncParcel", "Send bytes of attachments that are sealed to the server", cborOf(deviceOf, s.syncParcel)},
		{http.MethodGet, api.InboxPath, signedIn, 0, "inbox", "What was set aside and waits for this person", fetch(s.inbox)},
		{http.MethodGet, api.EventsPath, signedIn, 0, "events", "Be told when there is something to get", stream(s.events)},

		{http.MethodPost, api.BlobsPath, signedIn, blobBody, "offerBlob", "Offer the bytes of an attachment", call(s.offerBlob)},
		{http.MethodGet, api.BlobItemPath, signedIn, 0, "blob", "What bytes there are of an attachment", call(s.blob)},
		{http.MethodPut, api.BlobChunkPath, signedIn, attach.ChunkSize, "putChunk", "Send a chunk", taking(s.putChunk)},
		{http.MethodGet, api.BlobChunkPath, signedIn, 0, "getChunk", "Fetch a chunk", plain(s.getChunk, api.MediaBytes)},
		{http.MethodPost, api.BlobCommitPath, signedIn, 0, "commitBlob", "Say that all chunks were sent", call(s.commitBlob)},

		{http.MethodGet, api.LettersPath, signedIn, 0, "listLetters", "List the letters of a case", call(s.listLetters)},
		{http.MethodPost, api.LettersPath, signedIn, smallBody, "letter", "Get a letter of a case as PDF", call(s.letter)},

		{http.MethodGet, api.PushKeyPath, signedIn, 0, "pushKey", "The public key for Web Push", call(s.pushKey)},
		{http.MethodPut, api.PushSubscriptionPath, signedIn, smallBody, "subscribe", "Get notifications on this device", call(s.subscribe)},
		{http.MethodDelete, api.PushSubscriptionPath, signedIn, 0, "unsubscribe", "Get none on this device", call(s.unsubscribe)},
		{http.MethodPost, api.PushTestPath, signedIn, 0, "pushTest", "Send this device a trial notification", call(s.pushTest)},
		{http.MethodPost, api.PushReceiptPath, aDevice, smallBody, "pushReceipt", "Say that a notification was shown", call(s.pushReceipt)},
		{http.MethodPost, api.PushActionPath, aDevice, smallBody, "pushAction", "Say what was tapped on a notification", call(s.pushAction)},

		{http.MethodGet, api.OpenAPIPath, anyone, 0, "openapi", "This document", plain(s.openAPI, api.MediaJSON)},
		{http.MethodGet, api.HealthPath, anyone, 0, "health", "Whether the process lives", plain(s.health, "text/plain")},
		{http.MethodGet, api.ReadyPath, anyone, 0, "ready", "Whether the database answers, too", plain(s.ready, "text/plain")},
	}
}
