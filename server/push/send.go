package push

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"damping/server/store"
)

// Delivery is how a push service is to treat a message.
type Delivery struct {
	// TTL is how long it keeps the message for a device that cannot be reached. At least a minute is asked for: with 0
	// the message would be lost whenever the phone sleeps.
	TTL time.Duration
	// Topic names what the message is about, at most 32 base64url characters: a later message takes the place of an
	// earlier one that was not delivered yet.
	Topic string
}

// urgency is always high. With less, Android delivers to a sleeping phone only when somebody wakes it, and each of our
// messages is a reminder that a person asked for.
const urgency = webpush.UrgencyHigh

// overhead is what encryption adds to a payload: salt, sizes and key in front, a delimiter and a tag behind (RFC 8188).
const overhead = 16 + 4 + 1 + 65 + 1 + 16

// Send sends one notice to one subscription, once. The error is ours alone, such as a key that cannot be read; what
// the push service makes of the message is the outcome.
func (s *Service) Send(ctx context.Context, to store.PushSubscription, notice Notice, how Delivery) (Outcome, error) {
	if s.Off() {
		return Outcome{Class: Later}, nil
	}
	keys, err := s.keys(ctx)
	if err != nil {
		return Outcome{}, err
	}
	payload, err := notice.payload(s.origin)
	if err != nil {
		return Outcome{}, err
	}
	if err := s.guard.check(to.Endpoint); err != nil { // stored before the operator took the host off the list
		return s.tell(to, Outcome{Class: Refused}), nil
	}

	// First as large as the standard allows, so that all services' messages look alike. Some take no more than what is
	// needed.
	var outcome Outcome
	for _, record := range []int{0, len(payload) + overhead} {
		outcome = s.once(ctx, to, payload, uint32(record), keys, how)
		if outcome.Status != http.StatusRequestEntityTooLarge {
			break
		}
	}
	return s.tell(to, outcome), nil
}

func (s *Service) once(ctx context.Context, to store.PushSubscription, payload []byte, record uint32, keys pair, how Delivery) Outcome {
	response, err := webpush.SendNotificationWithContext(ctx,
		slices.Clone(payload), // webpush-go 1.4.0 writes its padding behind the caller's slice (its issue 83)
		&webpush.Subscription{Endpoint: to.Endpoint, Keys: webpush.Keys{P256dh: to.P256DH, Auth: to.Auth}},
		&webpush.Options{
			HTTPClient:      s.client,
			RecordSize:      record,
			Subscriber:      s.subject,
			Topic:           how.Topic,
			TTL:             int(max(how.TTL, time.Minute) / time.Second),
			Urgency:         urgency,
			VAPIDPublicKey:  keys.public,
			VAPIDPrivateKey: keys.private,
		})
	if err != nil {
		return Outcome{Class: Later}
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // to the end, so that the connection can be used again

	return Outcome{
		Class:      classify(response.StatusCode),
		Status:     response.StatusCode,
		RetryAfter: retryAfter(response.Header.Get("Retry-After"), s.now()),
	}
}

// tell raises the alarm when we are refused. The host says which push service it is; the rest of the address would
// say which browser.
func (s *Service) tell(to store.PushSubscription, outcome Outcome) Outcome {
	if outcome.Class == Refused {
		host := ""
		if u, err := url.Parse(to.Endpoint); err == nil {
			host = u.Host
		}
		s.log.Error("a push service refuses our messages", slog.String("host", host), slog.Int("status", outcome.Status))
	}
	return outcome
}
