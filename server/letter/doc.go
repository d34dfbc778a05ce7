// Package letter fills the letters and forms of a case (F01 to F18) and makes them into PDF, for A4 and for F4.
//
// A letter is data: one entry of the table in letters.go says its number among the forms, which parts of the case its
// reader must be let into, whom it is about and what stands in it, in blocks. The engine (page.go, blocks.go) knows
// paper and nothing of cases; picture.go knows cases and nothing of paper. What the case does not tell is a dotted line
// to be filled by hand, since the forms are used on paper as well. Letters of an Indonesian office are Indonesian in
// whatever language the app is.
//
// Who may print what, numbers and the audit trail are server/work's; this package reads no database.
//
// Context: maroto was the library of choice for PDF. Choice: fpdf, the engine of its kind that is maintained.
// maroto's rows are never divided, so that one which is taller than what is left of a page, as the chronology of a case
// is, runs over the foot; and a name of two hundred letters without a space is not divided either. Price: the lines and
// pages are broken here, which is a hundred lines.
package letter
