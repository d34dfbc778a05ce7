// Command hello is the smallest thing to pack.
package main

func main() { println("halo") }
