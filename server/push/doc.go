// Package push sends a notification to one browser through the push service that the browser chose, and keeps where
// the browsers are.
//
// It encrypts to the browser and signs as this server (VAPID), sends one message once, and says in a handful of classes
// what came of it; trying again is the business of server/remind. It knows nothing of cases: a message carries a count
// and a word that looks random (shared/notify), never a name, a number, a place or a kind, and every message has the
// same size.
//
// The address of a push service comes from a browser, so it cannot be trusted: only well-known hosts and those that
// the operator named are asked, over HTTPS, without following redirects, and never an address inside our own network,
// whatever a name server says.
package push
