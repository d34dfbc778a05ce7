// Command damping is the server of Damping and its operator's tool. Everything it can do is in server/cli.
package main

import (
	"os"

	"damping/server/cli"
)

func main() { os.Exit(cli.Run(os.Args[1:], os.Stdout, os.Stderr)) }
