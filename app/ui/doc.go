// Package ui is what pages are built of: fields and their errors, rows, badges, the faces of lists, the frame round a
// page. Most are functions that give a piece of page; a component is made only of what repeats in lists or watches
// something by itself. A component raises actions and holds data; it is never given a function.
//
// Nothing here asks a clock, the desk or the network. Texts come from the catalogue through T. Colours and sizes stand in
// web/static/css, one block per class; there are no inline styles.
package ui
