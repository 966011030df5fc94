//go:build race

package main

const racing = true // this is built with the race detector
