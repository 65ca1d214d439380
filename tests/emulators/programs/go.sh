# SPDX-License-Identifier: MIT
# Go: builds and runs a program with goroutines, channels, processes, a web server, a panic.
export HOME=$PWD GOFLAGS=-mod=mod GOTOOLCHAIN=local GOPROXY=off
cat >go.mod <<'G'
module t
G
cat >t.go <<'G'
package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	sums := make([]uint32, 50)
	for i := range sums {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := uint32(0); k < 100000; k++ {
				sums[i] = sums[i]*31 + k
			}
			runtime.Gosched()
		}()
	}
	wg.Wait()
	fmt.Printf("%x\n", sha256.Sum256([]byte(fmt.Sprint(sums))))
	out, err := exec.Command("sh", "-c", "echo out; exit 4").Output()
	fmt.Printf("%q %v\n", out, err)
	_, err = os.StartProcess("/nonexistent", nil, &os.ProcAttr{})
	fmt.Println(errors.Is(err, os.ErrNotExist))
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "served ", r.URL.Path)
	}))
	r, err := http.Get("http://" + l.Addr().String() + "/x")
	body, _ := io.ReadAll(r.Body)
	fmt.Println(string(body), err)
	defer func() { fmt.Println("recovered:", recover()) }()
	var none *int
	fmt.Println(*none)
}
G
go build -o t t.go && ./t
