// sleeper is the only program in the tests' image. Its first argument says what to do.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

func main() {
	verb, arguments := os.Args[1], os.Args[2:]
	switch verb {
	case "sleep":
		untilStopped()
	case "log":
		for _, line := range arguments {
			fmt.Println(line)
		}
		untilStopped()
	case "exit": // exit CODE
		fmt.Println("about to exit with", arguments[0])
		os.Exit(number(arguments[0]))
	case "cat": // cat FILE…: prints what is there when the program starts
		for _, file := range arguments {
			printFile(file)
		}
		untilStopped()
	case "healthy-after": // healthy-after MILLISECONDS: makes /healthy
		time.Sleep(time.Duration(number(arguments[0])) * time.Millisecond)
		if err := os.WriteFile("/healthy", nil, 0o644); err != nil {
			panic(err)
		}
		untilStopped()
	case "check": // a health check: is /healthy there?
		if _, err := os.Stat("/healthy"); err != nil {
			fmt.Println("gate datastore is not ready:", err)
			os.Exit(1)
		}
	default:
		fmt.Fprintln(os.Stderr, "unknown verb", verb)
		os.Exit(2)
	}
}

func untilStopped() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
}

func printFile(file string) {
	info, err := os.Stat(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	content, err := os.ReadFile(file)
	fmt.Printf("%s %o %q %v\n", file, info.Mode().Perm(), content, err)
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return n
}
