package config

import (
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// FromFiles is a kong option that lets every variable NAME also be given as NAME_FILE, the path of a file that holds
// the value: secrets do not belong in the environment, which other processes of the user can read.
func FromFiles() kong.Option {
	return kong.Resolvers(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range flag.Envs {
			path := os.Getenv(name + "_FILE")
			if path == "" {
				continue
			}
			if os.Getenv(name) != "" {
				return nil, fmt.Errorf("%s and %s_FILE: give one of them", name, name)
			}
			value, err := os.ReadFile(path)
			if err != nil {
				return nil, fmt.Errorf("%s_FILE: %w", name, err)
			}
			return strings.TrimRight(string(value), "\r\n"), nil
		}
		return nil, nil
	}))
}
