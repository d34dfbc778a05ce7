//go:build !js

package catalogue

import _ "embed"

//go:embed en.json
var english string
