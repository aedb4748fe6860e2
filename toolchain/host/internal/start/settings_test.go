package start

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSettings(t *testing.T) {
	for _, test := range []struct {
		what          string
		found, wanted string
		setting       setting
		fails         bool
	}{
		{"one that is in force is not written, as it cannot be in a router", "1\n", "1\n", setting{"x", "1", false}, false},
		{"another value is replaced", "2\n", "0", setting{"x", "0", false}, false},
		{"an optional one may be missing", "", "", setting{"x", "1", true}, false},
		{"one that is needed may not", "", "", setting{"x", "1", false}, true},
	} {
		t.Run(test.what, func(t *testing.T) {
			folder := t.TempDir()
			file := filepath.Join(folder, "x")
			if test.found != "" {
				if err := os.WriteFile(file, []byte(test.found), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if err := test.setting.enforce(folder); (err != nil) != test.fails {
				t.Errorf("error %v", err)
			}
			if text, _ := os.ReadFile(file); string(text) != test.wanted {
				t.Errorf("is %q", text)
			}
		})
	}
}
