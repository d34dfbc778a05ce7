package app

// Handler serves the app in the file this one stands for. In the browser only a signature names it.
type Handler struct{}
