package vault_test

// Made by version 1 of the format.
const (
	oldRecipient = "master:f1054c7a"
	oldWrap      = "0101f1054c7ab50d950f808ffbc49534abef28a0b5adbff3b8abcb70a5b6e60d4864dd64cf648059bfa84941837161321460e8faf077cdc971a4c68c19f251cbc5db"
	oldBody      = "01010000000107354272755fd27daff47f8797760f67a0c5d59cf8e9027dd6a83287c3e051442c5be12615cefe9242a0cdb269147d"
)
