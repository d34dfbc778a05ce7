package catalogue

// english is a separate download on the phone: most people never need it, and everybody pays for the first load.
const english = ""
