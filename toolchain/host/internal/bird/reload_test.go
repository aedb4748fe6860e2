package bird

import (
	"strings"
	"testing"
)

const twoSessions = `filter calico_import {
  accept;
}
template bgp calico {
  hold time 240;
  ipv4 {
    import all;
  };
}

# One
protocol bgp Mesh_1 from calico {
  local 100.64.0.1 as 64512;
}

protocol bgp Mesh_2 from calico {
  local 100.64.0.1 as 64512;
}
`

func TestOnlySessionsThatStayCanChange(t *testing.T) {
	third := "protocol bgp Mesh_3 from calico {\n  local 100.64.0.1 as 64512;\n}\n"
	for name, c := range map[string]struct {
		now  string
		want bool
	}{
		"nothing":               {twoSessions, false},
		"another filter":        {strings.Replace(twoSessions, "accept", "reject", 1), false},
		"a session more":        {twoSessions + third, false},
		"a session less":        {twoSessions[:strings.Index(twoSessions, "protocol bgp Mesh_2")], false},
		"a password":            {strings.Replace(twoSessions, "Mesh_2 from calico {\n", "Mesh_2 from calico {\n  password \"x{}\";\n", 1), true},
		"what all have alike":   {strings.Replace(twoSessions, "import all", "import none", 1), true},
		"one more, one changed": {strings.Replace(twoSessions+third, "64512", "64513", 1), true},
	} {
		if changesSessions(twoSessions, c.now) != c.want {
			t.Error(name)
		}
	}
}
