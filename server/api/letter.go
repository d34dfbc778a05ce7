package api

import (
	"context"

	"damping/server/auth"
	"damping/shared/api"
	"damping/shared/op"
)

// Letters makes the letters of cases. *letter.Desk is the one that does.
type Letters interface {
	List(ctx context.Context, who auth.Actor, file op.ID) (api.Letters, error)
	Letter(ctx context.Context, who auth.Actor, file op.ID, ask api.LetterAsk) (pdf []byte, name string, err error)
}

type (
	letterAsk struct {
		ID   string `path:"id" maxLength:"36" doc:"a UUID"`
		Body api.LetterAsk
	}
	letterAnswer struct {
		Type        string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Sniff       string `header:"X-Content-Type-Options"`
		Body        []byte
	}
)

func (s *server) listLetters(ctx context.Context, in *byID) (*with[api.Letters], error) {
	file, err := blobID(in.ID)
	if err != nil {
		return nil, err
	}
	list, err := s.letters.List(ctx, actorOf(ctx), file)
	return &with[api.Letters]{list}, err
}

// letter gives a letter out as something to be kept: it is opened by what the person reads and prints PDF with.
func (s *server) letter(ctx context.Context, in *letterAsk) (*letterAnswer, error) {
	file, err := blobID(in.ID)
	if err != nil {
		return nil, err
	}
	pdf, name, err := s.letters.Letter(ctx, actorOf(ctx), file, in.Body)
	return &letterAnswer{api.MediaPDF, `attachment; filename="` + name + `"`, "nosniff", pdf}, err
}
