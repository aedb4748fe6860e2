package walls

import (
	"fmt"
	"strings"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// wall is what nftables keeps as long as this process has the socket.
type wall struct{ conn *nftables.Conn }

// raise a wall around bridges. Where the kernel has no hook on the way down to a bridge (before Linux 5.16), the way up is closed
// alone: the machine can send into a segment then, and hears no answer.
func raise(bridges []string) (wall, error) {
	for _, bridge := range bridges {
		if err := forwardGroups(bridge); err != nil {
			return wall{}, fmt.Errorf("%s does not forward group addresses: %w", bridge, err)
		}
	}
	raised, err := raiseAt(bridges, nftables.ChainHookIngress, nftables.ChainHookEgress)
	if err != nil {
		raised, err = raiseAt(bridges, nftables.ChainHookIngress)
	}
	if err != nil {
		return wall{}, fmt.Errorf("the machine's kernel does not close %s; it takes Linux 5.12 with CONFIG_NF_TABLES_NETDEV and CONFIG_NF_TABLES_BRIDGE: %w", strings.Join(bridges, ", "), err)
	}
	return raised, nil
}

func raiseAt(bridges []string, hooks ...*nftables.ChainHook) (wall, error) {
	name := "underlay-" + bridges[0]
	ofBridges := nftables.Table{Family: nftables.TableFamilyNetdev, Name: name}
	ofPorts := nftables.Table{Family: nftables.TableFamilyBridge, Name: name}
	conn, err := nftables.New(nftables.AsLasting(), withOwned(ofBridges, ofPorts))
	if err != nil {
		return wall{}, err
	}
	addBridges(conn, &ofBridges, bridges, hooks)
	addPorts(conn, &ofPorts)
	if err := conn.Flush(); err != nil {
		_ = conn.CloseLasting()
		return wall{}, err
	}
	return wall{conn}, nil
}

// addBridges closes each bridge's ingress, which is the way up to the machine's own stack, and its egress, the way down from it.
// Whatever comes by is counted and dropped, be it ARP, IPv4 or IPv6; frames from port to port do not come by.
func addBridges(conn *nftables.Conn, table *nftables.Table, bridges []string, hooks []*nftables.ChainHook) {
	policy := nftables.ChainPolicyDrop
	for _, bridge := range bridges {
		for index, hook := range hooks {
			chain := conn.AddChain(&nftables.Chain{
				Name: fmt.Sprintf("%s-%s", bridge, [...]string{"up", "down"}[index]), Table: table, Type: nftables.ChainTypeFilter,
				Device: bridge, Hooknum: hook, Priority: nftables.ChainPriorityRef(-500), Policy: &policy,
			})
			drop(conn, table, chain)
		}
	}
}

// forwardGroups has a bridge forward what is sent to group addresses of IEEE 802.1D (01:80:C2:00:00:03 to …:0F), as a wire does,
// in place of handing it to the machine's stack by the port that it came in by, where LLDP's passes no hook.
func forwardGroups(name string) error {
	groups := uint16(0xfff8)
	attributes := netlink.NewLinkAttrs()
	// By name alone: with the index beside it, kernels before 6.2 take it for another name, which a bridge that is up may not get.
	attributes.Name = name
	return netlink.LinkModify(&netlink.Bridge{LinkAttrs: attributes, GroupFwdMask: &groups})
}

// addPorts closes the way up that goes round the bridge for the group that no bridge forwards, that of LACP (01:80:C2:00:00:02): it
// too reaches the machine's stack by its port. Frames to groups of IEEE 802.1D never carry an IP packet, on whichever bridge, so the
// rule needs no names of ports.
func addPorts(conn *nftables.Conn, table *nftables.Table) {
	chain := conn.AddChain(&nftables.Chain{
		Name: "ports-up", Table: table, Type: nftables.ChainTypeFilter,
		Hooknum: nftables.ChainHookInput, Priority: nftables.ChainPriorityRef(-500),
	})
	for _, protocol := range []uint16{unix.ETH_P_IP, unix.ETH_P_IPV6, unix.ETH_P_ARP} {
		drop(conn, table, chain,
			&expr.Meta{Key: expr.MetaKeyPROTOCOL, Register: 1},
			&expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: binaryutil.BigEndian.PutUint16(protocol)},
			&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseLLHeader, Offset: 0, Len: 6},
			&expr.Bitwise{SourceRegister: 1, DestRegister: 1, Len: 6, Mask: []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xf0}, Xor: make([]byte, 6)},
			&expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: []byte{0x01, 0x80, 0xc2, 0, 0, 0}},
		)
	}
}

// drop what matches, and count it.
func drop(conn *nftables.Conn, table *nftables.Table, chain *nftables.Chain, matches ...expr.Any) {
	conn.AddRule(&nftables.Rule{Table: table, Chain: chain, Exprs: append(matches, &expr.Counter{}, &expr.Verdict{Kind: expr.VerdictDrop})})
}

// fall takes the wall away.
func (w wall) fall() { _ = w.conn.CloseLasting() }
