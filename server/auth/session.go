package auth

import (
	"context"
	"crypto/subtle"
	"time"

	"damping/server/audit"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

// Authenticate tells who holds a session token and notes that the session is in use. It returns unauthenticated for
// a token that is unknown, ended, expired, unused for too long, on a device that was ended, or of a closed account:
// the asker does not learn which. On a device that is to be emptied it returns wiped, also when the session is over.
func (s *Service) Authenticate(ctx context.Context, token string) (Actor, error) {
	actor, stale, err := s.look(ctx, token)
	if err != nil || !stale {
		return actor, err
	}
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		if err := tx.SeeSession(ctx, actor.Session); err != nil {
			return err
		}
		device, err := tx.Device(ctx, actor.Device)
		if err != nil {
			return err
		}
		end := device.CredentialExpiresAt
		if !device.Shared {
			end = tx.Now().Add(CredentialLife).UnixMilli()
		}
		return tx.SeeDevice(ctx, device.ID, end)
	})
	return actor, err
}

// Watch is Authenticate for a stream that stays open: it notes nothing, because a page left open is not somebody at
// work. Call it again as long as the stream lasts.
func (s *Service) Watch(ctx context.Context, token string) (Actor, error) {
	actor, _, err := s.look(ctx, token)
	return actor, err
}

// look finds the actor of a token; stale says that the session's last use is worth noting.
func (s *Service) look(ctx context.Context, token string) (actor Actor, stale bool, err error) {
	if token == "" {
		return Actor{}, false, unauthenticated()
	}
	err = s.db.View(ctx, func(tx *store.Tx) error {
		session, err := tx.SessionByToken(ctx, hashSecret(token))
		if errs.CodeOf(err) == errs.NotFound {
			return unauthenticated()
		}
		if err != nil {
			return err
		}
		device, err := tx.Device(ctx, session.DeviceID)
		if err != nil {
			return err
		}
		if err := device.Wiped(); err != nil {
			return err
		}
		now := tx.Millis()
		if session.EndedAt > 0 || now >= session.ExpiresAt || now-session.LastSeenAt >= s.idle.Milliseconds() {
			return unauthenticated()
		}
		// A clock that was set back must not bring an old session to life.
		if now < session.CreatedAt-time.Minute.Milliseconds() {
			return unauthenticated()
		}

		account, err := tx.Account(ctx, session.UserID)
		if err != nil {
			return err
		}
		if account.DisabledAt > 0 || device.EndedAt > 0 {
			return unauthenticated()
		}
		stale = now-session.LastSeenAt >= seenEvery.Milliseconds()
		actor = Actor{
			User: account.ID, Device: device.ID, Session: session.ID,
			Login: account.Login, Name: account.DisplayName, Shared: device.Shared,
		}
		actor.Appointments, err = appointments(ctx, tx, account.ID)
		return err
	})
	if err != nil {
		return Actor{}, false, err
	}
	return actor, stale, nil
}

// Refresh gets a session from a device credential and the refresh secret that the app has unsealed. The session of
// before ends and the refresh secret is replaced; the old one is good for two minutes more, because on a bad line the
// answer with the new one gets lost, and for the same reason the credential stays. It returns unauthenticated when one of them is not good any more: the person must sign in.
func (s *Service) Refresh(ctx context.Context, credential, refresh string) (SignedIn, error) {
	if credential == "" || refresh == "" {
		return SignedIn{}, unauthenticated()
	}
	var in SignedIn
	err := s.db.Update(ctx, func(tx *store.Tx) error {
		device, err := s.deviceOf(ctx, tx, credential)
		if err != nil {
			return err
		}
		hash := hashSecret(refresh)
		current := same(device.RefreshHash, hash)
		if !current && !(same(device.RefreshBeforeHash, hash) && tx.Millis() < device.RefreshBeforeUntil) {
			return unauthenticated()
		}
		account, err := tx.Account(ctx, device.UserID)
		if err != nil {
			return err
		}
		if account.DisabledAt > 0 {
			return unauthenticated()
		}

		device.RefreshBeforeHash, device.RefreshBeforeUntil = hash, tx.Now().Add(lostAnswer).UnixMilli()
		in, err = s.begin(ctx, tx, account, device, credential)
		audit.Append(tx, audit.Entry{Actor: account.ID, Device: device.ID, Act: audit.Refresh, Objects: []op.ID{in.Session}})
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return in, nil
}

func same(a, b []byte) bool { return len(a) > 0 && subtle.ConstantTimeCompare(a, b) == 1 }

// SignOut ends the session and takes the device its secrets: nothing reads or is notified there any more until
// somebody signs in again. What the device has written and not sent stays sealed on it.
func (s *Service) SignOut(ctx context.Context, actor Actor) error {
	return s.db.Update(ctx, func(tx *store.Tx) error {
		audit.Append(tx, audit.Entry{Actor: actor.User, Device: actor.Device, Act: audit.SignOut, Objects: []op.ID{actor.Session}})
		if _, err := tx.EndSessionsOfDevice(ctx, actor.Device); err != nil {
			return err
		}
		return tx.EndDevice(ctx, actor.Device)
	})
}

// Sessions lists the actor's living sessions, the one used last first.
func (s *Service) Sessions(ctx context.Context, actor Actor) (rows []store.Session, err error) {
	err = s.db.View(ctx, func(tx *store.Tx) error {
		all, err := tx.LiveSessions(ctx, actor.User)
		for _, row := range all {
			if tx.Millis()-row.LastSeenAt < s.idle.Milliseconds() {
				rows = append(rows, row)
			}
		}
		return err
	})
	return rows, err
}

// EndSession ends one of the actor's sessions, and takes its device the refresh secret: the next session there needs the
// password. Its notifications go on. It returns not_found for anybody else's.
func (s *Service) EndSession(ctx context.Context, actor Actor, id op.ID) error {
	return s.db.Update(ctx, func(tx *store.Tx) error {
		audit.Append(tx, audit.Entry{Actor: actor.User, Device: actor.Device, Act: audit.EndSession, Objects: []op.ID{id}})
		if err := tx.EndSession(ctx, actor.User, id); err != nil {
			return err
		}
		return tx.EndRefresh(ctx, id)
	})
}
