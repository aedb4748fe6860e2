package main

import (
	"strings"
	"testing"
)

func TestConfiguration(t *testing.T) {
	c, err := parseConfig([]byte(`{"cniVersion":"1.0.0","name":"calico","type":"calico-cni","blocks":["10.244.1.0/26"]}`))
	if err != nil {
		t.Fatal(err)
	}
	if c.MTU != 1500 || c.StateDir != "/var/lib/underlay/calico" {
		t.Errorf("defaults: %+v", c)
	}
}

func TestBadConfiguration(t *testing.T) {
	for lines, want := range map[string]string{
		`"blocks":[]`:                                `blocks is empty`,
		`"blocks":["10.244.1.0"]`:                    `no '/'`,
		`"blocks":["fd00::/122"]`:                    `block fd00::/122 is not IPv4`,
		`"blocks":["10.244.1.3/26"]`:                 `block 10.244.1.3/26 has host bits; write 10.244.1.0/26`,
		`"blocks":["10.244.1.0/24","10.244.1.0/26"]`: `blocks 10.244.1.0/24 and 10.244.1.0/26 overlap`,
		`"blocks":["10.244.1.0/26"],"mtu":9`:         `mtu is 9; it must be 68 to 65535`,
		`"blocks":["10.244.1.0/26"],"stateDir":"x"`:  `stateDir is "x"; it must be an absolute path`,
	} {
		_, err := parseConfig([]byte(`{"cniVersion":"1.0.0","name":"calico","type":"calico-cni",` + lines + `}`))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %s", lines, err, want)
		}
	}
}

func TestArguments(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "invalid IP",
		"IP=10.244.1.7":                 "10.244.1.7",
		"IgnoreUnknown=1;K8S_POD=x;IP=": "invalid IP",
	} {
		if parsed, err := parseArguments(text); err != nil || parsed.IP.String() != want {
			t.Errorf("%q: %v, %v", text, parsed, err)
		}
	}
	for _, text := range []string{"IP=10.244.1", "K8S_POD=x"} {
		if _, err := parseArguments(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
